internal import Cryptography

/// Writes moments as ``Timestamp/rfc3339`` does, byte by byte and without a text in between.
enum TimeText {
    /// Appends the moment's text, such as `2026-11-21T01:46:09.000000Z`.
    static func append(_ time: Timestamp, to bytes: inout [UInt8]) {
        let seconds = time.seconds
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: secondsPerDay)
        let date = CalendarDate(dayNumber: remainder < 0 ? quotient - 1 : quotient)
        let second = Int(remainder < 0 ? remainder + secondsPerDay : remainder)
        guard (0...9999).contains(date.year) else { return bytes.append(contentsOf: time.rfc3339.utf8) }
        append(date.year, 1_000, UInt8(ascii: "-"), to: &bytes)
        append(date.month, 10, UInt8(ascii: "-"), to: &bytes)
        append(date.day, 10, UInt8(ascii: "T"), to: &bytes)
        append(second / 3_600, 10, UInt8(ascii: ":"), to: &bytes)
        append(second / 60 % 60, 10, UInt8(ascii: ":"), to: &bytes)
        append(second % 60, 10, UInt8(ascii: "."), to: &bytes)
        append(Int(time.microseconds - seconds * 1_000_000), 100_000, UInt8(ascii: "Z"), to: &bytes)
    }

    /// Appends a number, from the digit that counts `unit` on, and what stands after it.
    private static func append(_ number: Int, _ unit: Int, _ end: UInt8, to bytes: inout [UInt8]) {
        var unit = unit
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / unit % 10))
            unit /= 10
        }
        bytes.append(end)
    }

    private static let secondsPerDay: Int64 = 86_400
}
