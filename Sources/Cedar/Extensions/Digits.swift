/// Decimal digits as numbers, with overflow refused.
enum Digits {
    /// The number that ASCII digits write; nil when there are none, for other bytes, or beyond 64 bits.
    static func integer(_ digits: some Sequence<UInt8>, isNegative: Bool = false) -> Int64? {
        var value: Int64 = 0
        var isEmpty = true
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(isNegative ? -digit : digit)
            guard !tooLarge, !overflow else { return nil }
            value = sum
            isEmpty = false
        }
        return isEmpty ? nil : value
    }
}
