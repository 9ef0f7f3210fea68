internal import COpenSSL

/// Random bytes from OpenSSL's generator, fit for keys, serials and nonces.
package enum SecureRandom {
    /// `count` random bytes; throws `randomUnavailable` when the generator has no entropy.
    package static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe RAND_bytes(&bytes, Int32(clamping: count)) == 1 else {
            throw .openSSL(.randomUnavailable)
        }
        return bytes
    }
}
