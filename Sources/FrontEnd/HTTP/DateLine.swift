package import Cryptography
internal import Synchronization

/// The date of answers, written out once a second.
package final class DateLine: Sendable {
    private let last = Mutex((second: Int64.min, text: ""))

    /// Nothing written yet.
    package init() {}

    /// The date of a moment, as RFC 9110, 5.6.7, has it.
    package func text(_ time: Timestamp) -> String {
        let second = time.seconds
        return last.withLock { last in
            if last.second != second { last = (second, HTTPDate.text(time)) }
            return last.text
        }
    }
}
