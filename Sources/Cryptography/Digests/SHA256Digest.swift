internal import COpenSSL

/// A SHA-256 digest: 32 bytes, held without allocation, compared and hashed as bytes.
package struct SHA256Digest: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// A digest from its 32 bytes, or nil for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(exactly: bytes)
    }

    /// A digest from 64 lowercase hexadecimal digits, or nil for anything else.
    package init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// The digests whose bytes stand one after the other, or nil when the bytes are not a whole number of them.
    package static func list(_ bytes: [UInt8]) -> [SHA256Digest]? {
        guard bytes.count.isMultiple(of: byteCount) else { return nil }
        return unsafe bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: byteCount).map { place in
                // Every place has 32 bytes behind it, as was just seen.
                SHA256Digest(
                    words: unsafe buffer.loadUnaligned(
                        fromByteOffset: place,
                        as: (UInt64, UInt64, UInt64, UInt64).self
                    )
                )
            }
        }
    }

    /// The SHA-256 of some bytes.
    package static func of(_ bytes: [UInt8]) -> SHA256Digest {
        unsafe SHA256Digest { output in unsafe abeyance_sha256(bytes, bytes.count, output) }
    }

    /// The SHA-256 of one prefix byte followed by some bytes, without joining them in memory first.
    package static func of(prefix: UInt8, _ bytes: [UInt8]) -> SHA256Digest {
        unsafe SHA256Digest { output in
            unsafe abeyance_sha256_prefixed(prefix, bytes, bytes.count, nil, 0, output)
        }
    }

    /// The SHA-256 of one prefix byte followed by part of an array.
    package static func of(prefix: UInt8, _ bytes: ArraySlice<UInt8>) -> SHA256Digest {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe SHA256Digest { output in
                unsafe abeyance_sha256_prefixed(prefix, bytes.baseAddress, bytes.count, nil, 0, output)
            }
        }
    }

    /// The SHA-256 of one prefix byte followed by two digests: the inner node of a hash tree.
    package static func of(prefix: UInt8, _ left: SHA256Digest, _ right: SHA256Digest) -> SHA256Digest {
        unsafe SHA256Digest { output in
            unsafe withUnsafeBytes(of: left.words) { left in
                unsafe withUnsafeBytes(of: right.words) { right in
                    unsafe abeyance_sha256_prefixed(
                        prefix,
                        left.baseAddress,
                        left.count,
                        right.baseAddress,
                        right.count,
                        output
                    )
                }
            }
        }
    }

    /// The 32 bytes.
    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe Array($0) } }

    /// Appends the 32 bytes, without an array of their own.
    package func append(to array: inout [UInt8]) {
        unsafe withUnsafeBytes(of: words) { unsafe array.append(contentsOf: $0) }
    }

    /// The 64 lowercase hexadecimal digits.
    package var hex: String { Hex.encode(bytes) }

    /// How many bytes a digest has.
    package static let byteCount = 32

    package static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }

    private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    private init(exactly bytes: [UInt8]) {
        unsafe self.init { output in
            for (index, byte) in bytes.enumerated() { unsafe output[index] = byte }
        }
    }

    /// A digest from what `fill` writes into 32 bytes.
    init(fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { buffer in
            if let start = unsafe buffer.assumingMemoryBound(to: UInt8.self).baseAddress {
                unsafe fill(start)
            }
        }
        self.words = words
    }
}

extension SHA256Digest: CustomStringConvertible {
    /// The 64 lowercase hexadecimal digits.
    package var description: String { hex }
}
