/// A length of time in milliseconds.
package struct DurationValue: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The length in milliseconds; may be negative.
    package let milliseconds: Int64

    /// A length from its milliseconds.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads an optional minus and quantities with the units d, h, m, s, ms in this order, each at most once.
    ///
    /// Nil for anything else, for no quantity at all, or beyond 64 bits of milliseconds.
    package init?(_ text: String) {
        var rest = [UInt8](text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        var units = Self.units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(letters.count)
            guard let unit = units.firstIndex(where: { letters.elementsEqual($0.name.utf8) }),
                let quantity = Digits.integer(digits, isNegative: isNegative)
            else { return nil }
            // Every part has the same sign, so overflow cannot be undone by a later part.
            let (part, tooLarge) = quantity.multipliedReportingOverflow(by: units[unit].milliseconds)
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !tooLarge, !overflow else { return nil }
            total = sum
            units = units[(unit + 1)...]
        }
        milliseconds = total
    }

    /// Whole seconds, rounded towards zero.
    package var seconds: Int64 { milliseconds / 1000 }
    /// Whole minutes, rounded towards zero.
    package var minutes: Int64 { milliseconds / 60_000 }
    /// Whole hours, rounded towards zero.
    package var hours: Int64 { milliseconds / 3_600_000 }
    /// Whole days, rounded towards zero.
    package var days: Int64 { milliseconds / 86_400_000 }

    /// The length in the fewest units that write it exactly.
    package var description: String {
        var rest = milliseconds.magnitude
        var text = ""
        for unit in Self.units {
            let size = unit.milliseconds.magnitude
            if rest >= size { text += "\(rest / size)\(unit.name)" }
            rest %= size
        }
        return text.isEmpty ? "0ms" : (milliseconds < 0 ? "-" : "") + text
    }

    /// By length.
    package static func < (left: DurationValue, right: DurationValue) -> Bool {
        left.milliseconds < right.milliseconds
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
}
