internal import Cryptography

/// Writes moments as ``Timestamp/rfc3339`` does; most lie in the same second as the one before, whose text is kept.
struct TimeText: Sendable {
    private var second: Int64?
    /// The text up to and with the decimal point.
    private var beginning: [UInt8] = []

    /// The moment's text.
    mutating func text(of time: Timestamp) -> String {
        guard second == time.seconds else {
            let text = time.rfc3339
            second = time.seconds
            beginning = Array(text.utf8.prefix(Self.fractionAt))
            return text
        }
        var bytes = beginning
        bytes.reserveCapacity(Self.fractionAt + 7)
        var rest = time.microseconds - time.seconds * 1_000_000
        var unit: Int64 = 100_000
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / unit))
            rest %= unit
            unit /= 10
        }
        bytes.append(UInt8(ascii: "Z"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the fraction begins in `2026-11-21T01:46:09.000000Z`.
    private static let fractionAt = 20
}
