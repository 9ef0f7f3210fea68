internal import Cryptography

/// A tile's hashes as bytes: 32 each, one after the other.
enum TileBytes {
    static func encode(_ hashes: [SHA256Digest]) -> [UInt8] { hashes.flatMap(\.bytes) }

    /// The hashes, or nil when the bytes are not a whole number of them.
    static func decode(_ bytes: [UInt8]) -> [SHA256Digest]? {
        guard bytes.count % SHA256Digest.byteCount == 0 else { return nil }
        var hashes: [SHA256Digest] = []
        hashes.reserveCapacity(bytes.count / SHA256Digest.byteCount)
        for start in stride(from: 0, to: bytes.count, by: SHA256Digest.byteCount) {
            guard let hash = SHA256Digest(bytes: Array(bytes[start..<start + SHA256Digest.byteCount])) else {
                return nil
            }
            hashes.append(hash)
        }
        return hashes
    }
}
