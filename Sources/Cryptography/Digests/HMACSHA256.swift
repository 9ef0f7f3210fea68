/// HMAC with SHA-256 (RFC 2104).
package enum HMACSHA256 {
    /// The authentication code of a message under a key of any length.
    package static func authenticate(_ message: [UInt8], key: [UInt8]) -> SHA256Digest {
        var block = key.count > blockSize ? SHA256Digest.of(key).bytes : key
        block += [UInt8](repeating: 0, count: blockSize - block.count)
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        inner.update(message)
        var outer = SHA256()
        outer.update(block.map { $0 ^ 0x5c })
        outer.update(inner.finalize().bytes)
        return outer.finalize()
    }

    private static let blockSize = 64
}
