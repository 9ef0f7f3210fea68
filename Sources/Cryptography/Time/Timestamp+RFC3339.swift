extension Timestamp {
    /// The moment that an RFC 3339 text names, or nil.
    ///
    /// Upper case `T` and `Z`, an offset instead of `Z` allowed, at most six digits of fraction, no leap second.
    package init?(rfc3339 text: String) {
        var reader = DigitReader(text)
        guard
            let year = reader.number(digits: 4), reader.take("-"),
            let month = reader.number(digits: 2), reader.take("-"),
            let day = reader.number(digits: 2), reader.take("T"),
            let hour = reader.number(digits: 2), reader.take(":"),
            let minute = reader.number(digits: 2), reader.take(":"),
            let second = reader.number(digits: 2),
            let date = CalendarDate(year: year, month: month, day: day),
            hour < 24, minute < 60, second < 60,
            let fraction = reader.fraction(),
            let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let seconds = date.dayNumber * 86_400 + Int64(hour * 3_600 + minute * 60 + second - offset)
        self.init(microseconds: seconds * Self.perSecond + Int64(fraction))
    }

    /// RFC 3339 in UTC with exactly six digits of fraction, such as `2026-11-21T01:46:09.000000Z`.
    package var rfc3339: String {
        let seconds = self.seconds
        let (day, time) = seconds.flooredDivision(by: 86_400)
        let date = CalendarDate(dayNumber: day)
        let fraction = Int(microseconds - seconds * Self.perSecond)
        return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
            + padded(Int(time / 3_600), 2) + ":" + padded(Int(time / 60 % 60), 2) + ":"
            + padded(Int(time % 60), 2)
            + "." + padded(fraction, 6) + "Z"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Timestamp: CustomStringConvertible {
    /// The RFC 3339 text.
    package var description: String { rfc3339 }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// Takes fixed-width ASCII numbers and separators off the front of a text.
private struct DigitReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        rest.removeFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// Microseconds; zero when there is no fraction, nil when it is empty or finer than a microsecond.
    mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        let count = rest.prefix { (48...57).contains($0) }.count
        guard (1...6).contains(count), let digits = number(digits: count) else { return nil }
        return (count..<6).reduce(digits) { value, _ in value * 10 }
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if take("Z") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2), take(":"), let minutes = number(digits: 2),
            hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
