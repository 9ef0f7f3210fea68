/// Identifiers of faces and images: random UUIDs (version 4) in lowercase, as the protocol's pattern asks.
package enum RandomIdentifier {
    /// A fresh identifier out of the system's generator.
    package static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return text(high: generator.next(), low: generator.next())
    }

    /// The identifier of 128 bits, of which six are replaced by version and variant.
    ///
    /// Source: RFC 9562 section 5.4.
    package static func text(high: UInt64, low: UInt64) -> String {
        let versioned = high & ~0xF000 | 0x4000
        let variant = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = hex(versioned) + hex(variant)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append(0x2D) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hex(_ number: UInt64) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return stride(from: 60, through: 0, by: -4).map { digits[Int(number >> UInt64($0) & 0xF)] }
    }
}
