extension JSONNumber {
    /// The value times `10^places`, cut towards zero, and whether nothing was cut off; exponents are understood.
    ///
    /// `nil` when the result does not fit 64 bits. 99.55555 with 4 places is (995555, false), 1e2 with 0 is (100, true).
    package func cut(places: Int) -> (units: Int64, isExact: Bool)? {
        let text = lexeme.utf8
        let mantissa = text.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        let exponent = Self.exponent(text.dropFirst(mantissa.count + 1))
        let isNegative = mantissa.first == UInt8(ascii: "-")
        let whole = mantissa.drop { $0 == UInt8(ascii: "-") }.prefix { $0 != UInt8(ascii: ".") }
        let digits = mantissa.compactMap { (0...9).contains(Int($0) - 0x30) ? Int64($0 - 0x30) : nil }
        let kept = whole.count + exponent + places
        let isExact = digits.dropFirst(max(0, kept)).allSatisfy { $0 == 0 }
        var units: Int64 = 0
        for index in digits.indices.prefix(max(0, kept)) {
            guard let next = Self.appending(isNegative ? -digits[index] : digits[index], to: units) else {
                return nil
            }
            units = next
        }
        // A number other than zero overflows after at most nineteen of these.
        var missing = kept - digits.count
        while missing > 0, units != 0 {
            guard let next = Self.appending(0, to: units) else { return nil }
            units = next
            missing -= 1
        }
        return (units, isExact)
    }

    /// The exponent's value, held within a million: beyond that every number is zero or too large anyway.
    private static func exponent(_ text: Substring.UTF8View) -> Int {
        guard let magnitude = Int(Substring(text.drop { $0 == UInt8(ascii: "+") })) else {
            guard let first = text.first else { return 0 }
            return first == UInt8(ascii: "-") ? -limit : limit
        }
        return min(max(magnitude, -limit), limit)
    }

    private static let limit = 1_000_000
}
