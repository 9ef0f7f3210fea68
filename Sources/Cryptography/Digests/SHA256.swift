internal import COpenSSL

/// SHA-256 over bytes that arrive in pieces.
package struct SHA256: Sendable {
    private var context = SHA256_CTX()

    /// A digest over nothing yet.
    package init() { unsafe SHA256_Init(&context) }

    /// Appends bytes to what is digested.
    package mutating func update(_ bytes: [UInt8]) {
        unsafe SHA256_Update(&context, bytes, bytes.count)
    }

    /// Appends part of an array to what is digested.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe SHA256_Update(&context, buffer.baseAddress, buffer.count)
        }
    }

    /// The digest of everything so far; more may follow.
    package func finalize() -> SHA256Digest {
        var copy = context
        return unsafe SHA256Digest { output in unsafe SHA256_Final(output, &copy) }
    }
}
