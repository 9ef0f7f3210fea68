internal import Cryptography

/// Nonces of entries, fetched from the generator many at a time.
struct NoncePool {
    private var bytes: [UInt8] = []
    private var next = 0

    /// A nonce that was given to nobody yet.
    mutating func take() throws(CryptographyError) -> ArraySlice<UInt8> {
        if next == bytes.count {
            bytes = try SecureRandom.bytes(Self.fetched * Self.nonceBytes)
            next = 0
        }
        defer { next += Self.nonceBytes }
        return bytes[next..<next + Self.nonceBytes]
    }

    /// 128 bits.
    private static let nonceBytes = 16
    private static let fetched = 256
}
