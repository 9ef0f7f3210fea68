internal import Cryptography

/// Takes lines that end with a line feed off the front of a text.
struct LineReader {
    private var remaining: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { remaining = bytes[...] }

    /// What no line was taken from yet.
    var rest: [UInt8] { Array(remaining) }

    /// The next line without its end; nil when there is no further line feed or the line is not UTF-8.
    mutating func next() -> String? {
        guard let end = remaining.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        guard let line = String(validating: remaining[..<end], as: UTF8.self) else { return nil }
        remaining = remaining[(end + 1)...]
        return line
    }
}

/// Numbers as tree sizes and indexes are written.
enum Decimal {
    /// A number without sign or leading zeros, at most 2^63 - 1; nil for anything else.
    static func parse(_ digits: some Collection<UInt8>) -> Int64? {
        guard let first = digits.first, digits.count == 1 || first != UInt8(ascii: "0") else { return nil }
        var number: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }
}

extension Hash {
    /// A hash from the base64 of exactly 32 bytes, or nil.
    package init?(base64: String) {
        guard let bytes = Base64.decode(base64) else { return nil }
        self.init(bytes: bytes)
    }

    /// The padded base64 of the 32 bytes.
    package var base64: String { Base64.encode(bytes) }
}
