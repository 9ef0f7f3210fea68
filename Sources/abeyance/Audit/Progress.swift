import Synchronization

/// Says on standard error how far something is, once a second, and nothing when it takes less than one.
final class Progress: Sendable {
    private struct State {
        var spoken = ContinuousClock.now
    }

    private let action: String
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// Progress of an action, such as `verifying`.
    init(_ action: String) { self.action = action }

    /// Tells how much is done, how fast, and how long the rest will take at that rate.
    func tell(_ done: Int64, of total: Int64) {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            guard now - state.spoken >= .seconds(1) else { return false }
            state.spoken = now
            return true
        }
        guard isDue else { return }
        let seconds = Double((now - start).components.seconds)
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let left = rate > 0 ? Self.words(seconds: Int64(Double(total - done) / rate) + 1) : "unknown"
        Terminal.say(
            "\(action): \(done) of \(Amount.of(total, "entry", "entries")), \(Int64(rate)) a second, \(left) left"
        )
    }

    /// A duration as people say it, such as `3 s`, `2 min` or `1 h 5 min`.
    static func words(seconds: Int64) -> String {
        switch seconds {
        case ..<100: "\(seconds) s"
        case ..<6_000: "\((seconds + 30) / 60) min"
        default: "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
        }
    }
}
