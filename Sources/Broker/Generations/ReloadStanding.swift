import Cryptography
import Synchronization

/// How the last reload went and what is wrong with the files now, for `status` and metrics.
final class ReloadStanding: Sendable {
    /// What is known.
    struct State: Sendable {
        /// When the generation in force was loaded.
        var loadedAt: Timestamp
        /// Why the newest attempt to load changed nothing; `nil` after one that succeeded.
        var failure: (since: Timestamp, problem: String)?
        /// Since when files of the generation differ from what is loaded, while nobody loads them.
        var pendingSince: Timestamp?
        /// What the newest reading of restrictions found to look at.
        var alarms: [Alarm] = []
    }

    private let state: Mutex<State>

    /// The first generation, loaded now.
    init(loadedAt now: Timestamp) { state = Mutex(State(loadedAt: now)) }

    /// What is known now.
    var now: State { state.withLock { $0 } }

    /// Changes what is known, and returns what it was.
    @discardableResult
    func change(_ body: (inout State) -> Void) -> State {
        state.withLock { state in
            let before = state
            body(&state)
            return before
        }
    }
}

/// What asked for a reload, as entries and lines name it.
package enum ReloadCause: String, Sendable {
    case sighup
    case command
    case file
}
