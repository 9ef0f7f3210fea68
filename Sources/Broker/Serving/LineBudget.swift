package import Cryptography
import Synchronization

/// Lines for the operator, at most so many a minute: strangers can cause them, and must not fill a disk or stall the gate.
package final class LineBudget: Sendable {
    private struct State {
        var minute: Int64 = 0
        var said = 0
        var leftOut = 0
    }

    private let state = Mutex(State())
    private let complain: @Sendable (String) -> Void

    /// A budget in front of whoever writes the lines.
    package init(_ complain: @escaping @Sendable (String) -> Void) { self.complain = complain }

    /// Says a line, or counts it; the next minute begins by saying how many were left out.
    package func say(_ line: String, at now: Timestamp) {
        let lines = state.withLock { state -> [String] in
            var lines: [String] = []
            if now.seconds / 60 != state.minute {
                if state.leftOut > 0 {
                    lines.append("\(state.leftOut) lines were left out in the last minute")
                }
                state = State(minute: now.seconds / 60)
            }
            guard state.said < Self.linesPerMinute else {
                state.leftOut += 1
                return lines
            }
            state.said += 1
            return lines + [line]
        }
        lines.forEach(complain)
    }

    private static let linesPerMinute = 300
}
