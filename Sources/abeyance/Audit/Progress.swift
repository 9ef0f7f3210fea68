import Synchronization

/// Says on standard error how far something is, once a second, and nothing when it takes less than one.
final class Progress: Sendable {
    private let action: String
    private let spoken = Mutex(ContinuousClock.now)

    /// Progress of an action, such as `verifying`.
    init(_ action: String) { self.action = action }

    /// Tells how much is done.
    func tell(_ done: Int64, of total: Int64) {
        let isDue = spoken.withLock { spoken in
            let now = ContinuousClock.now
            guard now - spoken >= .seconds(1) else { return false }
            spoken = now
            return true
        }
        if isDue { Terminal.say("\(action): \(done) of \(Amount.of(total, "entry", "entries"))") }
    }
}
