/// A decimal number with four places, kept as a count of ten-thousandths.
package struct DecimalValue: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The value times 10,000.
    package let tenThousandths: Int64

    /// A value from its count of ten-thousandths.
    package init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// Reads an optional minus, digits, a point and one to four digits; nil for anything else or out of range.
    package init?(_ text: String) {
        let bytes = [UInt8](text.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        let unsigned = bytes.dropFirst(isNegative ? 1 : 0)
        guard let point = unsigned.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let whole = unsigned[..<point]
        let fraction = unsigned[(point + 1)...]
        guard !whole.isEmpty, (1...4).contains(fraction.count) else { return nil }
        var digits = [UInt8](whole) + fraction
        digits += Array(repeating: UInt8(ascii: "0"), count: 4 - fraction.count)
        // The sign goes through every digit, so that -0.5 keeps it and the smallest value is reachable.
        guard let value = Digits.integer(digits, isNegative: isNegative) else { return nil }
        tenThousandths = value
    }

    /// The value with at least one and at most four places.
    package var description: String {
        let magnitude = tenThousandths.magnitude
        var (places, width) = (magnitude % 10_000, 4)
        while width > 1, places % 10 == 0 { (places, width) = (places / 10, width - 1) }
        var text = tenThousandths < 0 ? "-" : ""
        text += String(magnitude / 10_000)
        text += "."
        let digits = String(places)
        for _ in digits.utf8.count..<width { text += "0" }
        return text + digits
    }

    /// By value.
    package static func < (left: DecimalValue, right: DecimalValue) -> Bool {
        left.tenThousandths < right.tenThousandths
    }
}
