/// A JSON number as it was written: the lexeme is kept, nothing passes through binary floating point.
package struct JSONNumber: Sendable, Hashable {
    /// The number's characters exactly as read, always ASCII and valid under RFC 8259 section 6.
    package let lexeme: String

    /// The lexeme must already be valid; only the parser and the initialisers below make numbers.
    init(validLexeme lexeme: String) { self.lexeme = lexeme }

    /// A number from an integer.
    package init(_ integer: Int64) { lexeme = String(integer) }

    /// A number from text; `nil` when the text is not exactly one JSON number.
    package init?(lexeme: String) {
        let bytes = [UInt8](lexeme.utf8)
        guard JSONNumberScanner.end(of: bytes, from: 0) == .success(bytes.count) else { return nil }
        self.lexeme = lexeme
    }

    /// The exact decimal `units / 10^places`, written without needless zeros: (995000, 4) is `99.5`.
    package init(units: Int64, places: Int) {
        precondition((0...18).contains(places), "a number has 0 to 18 decimal places")
        var digits = [UInt8](String(units.magnitude).utf8)
        if digits.count <= places {
            digits.insert(
                contentsOf: repeatElement(UInt8(ascii: "0"), count: places + 1 - digits.count),
                at: 0
            )
        }
        var fraction = digits.suffix(places)
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        var text = (units < 0 ? "-" : "") + String(decoding: digits.dropLast(places), as: UTF8.self)
        if !fraction.isEmpty { text += "." + String(decoding: fraction, as: UTF8.self) }
        lexeme = text
    }

    /// The value when it is written as an integer (no `.`, no exponent) that fits 64 bits.
    package var integer: Int64? { Int64(lexeme) }

    /// The exact value times `10^places`, so 99.5 with 4 places is 995000.
    ///
    /// `nil` when the lexeme has an exponent or more decimals than `places` (trailing zeros do not count), or when the
    /// result does not fit 64 bits.
    package func scaled(places: Int) -> Int64? {
        var result: Int64 = 0
        var decimals: Int?
        let isNegative = lexeme.utf8.first == UInt8(ascii: "-")
        for byte in isNegative ? lexeme.utf8.dropFirst() : lexeme.utf8[...] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = Int64(byte - UInt8(ascii: "0"))
                if let seen = decimals {
                    guard seen < places else {
                        guard digit == 0 else { return nil }
                        continue
                    }
                    decimals = seen + 1
                }
                guard let next = Self.appending(isNegative ? -digit : digit, to: result) else { return nil }
                result = next
            case UInt8(ascii: "."):
                decimals = 0
            default:
                return nil
            }
        }
        for _ in (decimals ?? 0)..<max(places, decimals ?? 0) {
            guard let next = Self.appending(0, to: result) else { return nil }
            result = next
        }
        return result
    }

    static func appending(_ digit: Int64, to value: Int64) -> Int64? {
        let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflowedAgain) = product.addingReportingOverflow(digit)
        return overflowed || overflowedAgain ? nil : sum
    }
}
