/// HKDF with SHA-256 (RFC 5869).
package enum HKDFSHA256 {
    /// A pseudorandom key from input keying material.
    package static func extract(salt: [UInt8], _ material: [UInt8]) -> [UInt8] {
        HMACSHA256.authenticate(material, key: salt).bytes
    }

    /// `count` bytes from a pseudorandom key, at most 8,160.
    package static func expand(_ key: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
        precondition(count <= 255 * 32, "HKDF gives at most 8,160 bytes")
        var output: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 1
        while output.count < count {
            block = HMACSHA256.authenticate(block + info + [number], key: key).bytes
            output += block
            number &+= 1
        }
        return Array(output.prefix(count))
    }
}
