/// A moment as milliseconds since 1970-01-01T00:00:00Z, proleptic Gregorian calendar, no leap seconds.
package struct DatetimeValue: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970 in UTC; negative before.
    package let milliseconds: Int64

    /// A moment from its milliseconds.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads `YYYY-MM-DD`, or that with `Thh:mm:ss`, optional `.SSS`, and `Z` or `+hhmm` or `-hhmm`.
    ///
    /// Nil for anything else: a second of 60, an offset of 24 hours or 60 minutes, a day that does not exist.
    package init?(_ text: String) {
        var reader = FixedWidthReader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), let days = Self.daysSince1970(year: year, month: month, day: day)
        else { return nil }
        var value = days * Self.perDay
        guard !reader.isAtEnd else {
            milliseconds = value
            return
        }
        guard reader.skip("T"), let hour = reader.number(2), hour < 24, reader.skip(":"),
            let minute = reader.number(2), minute < 60, reader.skip(":"), let second = reader.number(2),
            second < 60
        else { return nil }
        value += ((hour * 60 + minute) * 60 + second) * 1000
        if reader.skip(".") {
            guard let fraction = reader.number(3) else { return nil }
            value += fraction
        }
        if !reader.skip("Z") {
            let isEast = reader.skip("+")
            guard isEast || reader.skip("-"), let hours = reader.number(2), hours < 24,
                let minutes = reader.number(2), minutes < 60
            else { return nil }
            value -= (isEast ? 1 : -1) * (hours * 60 + minutes) * 60_000
        }
        guard reader.isAtEnd else { return nil }
        milliseconds = value
    }

    /// The moment a duration later; nil when out of range.
    package func offset(by duration: DurationValue) -> DatetimeValue? {
        let (sum, overflow) = milliseconds.addingReportingOverflow(duration.milliseconds)
        return overflow ? nil : DatetimeValue(milliseconds: sum)
    }

    /// The time from another moment to this one; nil when out of range.
    package func durationSince(_ other: DatetimeValue) -> DurationValue? {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(other.milliseconds)
        return overflow ? nil : DurationValue(milliseconds: difference)
    }

    /// The start of its day in UTC, rounding down also before 1970; nil when out of range.
    package var startOfDay: DatetimeValue? {
        let (start, overflow) = milliseconds.subtractingReportingOverflow(timeOfDay.milliseconds)
        return overflow ? nil : DatetimeValue(milliseconds: start)
    }

    /// The time since the start of its day in UTC, never negative.
    package var timeOfDay: DurationValue {
        let rest = milliseconds % Self.perDay
        return DurationValue(milliseconds: rest < 0 ? rest + Self.perDay : rest)
    }

    /// By time.
    package static func < (left: DatetimeValue, right: DatetimeValue) -> Bool {
        left.milliseconds < right.milliseconds
    }

    static let perDay: Int64 = 86_400_000

    /// Days from 1970-01-01 to a date of the years 0 to 9999; nil for a date that does not exist.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day >= 1, day <= lengths[Int(month) - 1] else { return nil }
        // Years begin in March here, so that the leap day is the last of its year; 400 years are 146,097 days.
        let shifted = month <= 2 ? year + 399 : year + 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468 - 146_097
    }
}

extension DatetimeValue: CustomStringConvertible {
    /// The moment in UTC with milliseconds; outside the years 0 to 9999 as an offset from 1970.
    package var description: String {
        let (days, rest) = (milliseconds - timeOfDay.milliseconds).quotientAndRemainder(
            dividingBy: Self.perDay
        )
        guard rest == 0, let date = Self.date(daysSince1970: days) else {
            return "1970-01-01 + \(milliseconds) ms"
        }
        let time = timeOfDay.milliseconds
        var text: [UInt8] = []
        text.reserveCapacity(24)
        Self.append(date.year, 4, "-", &text)
        Self.append(date.month, 2, "-", &text)
        Self.append(date.day, 2, "T", &text)
        Self.append(time / 3_600_000, 2, ":", &text)
        Self.append(time / 60_000 % 60, 2, ":", &text)
        Self.append(time / 1000 % 60, 2, ".", &text)
        Self.append(time % 1000, 3, "Z", &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64)? {
        guard (-719_528...2_932_896).contains(days) else { return nil }
        let shifted = days + 719_468 + 146_097
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + (era - 1) * 400 + (month >= 10 ? 1 : 0)
        return (year, (month + 2) % 12 + 1, day)
    }

    /// Writes a number with so many digits, which are enough, and a character behind it.
    private static func append(_ number: Int64, _ width: Int, _ end: Unicode.Scalar, _ text: inout [UInt8]) {
        var unit: Int64 = 1
        for _ in 1..<width { unit *= 10 }
        for _ in 0..<width {
            text.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
        text.append(UInt8(ascii: end))
    }
}

/// Reads fields of fixed width from the start of a text.
private struct FixedWidthReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = [UInt8](text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(_ width: Int) -> Int64? {
        guard rest.count >= width, let value = Digits.integer(rest.prefix(width)) else { return nil }
        rest = rest.dropFirst(width)
        return value
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
