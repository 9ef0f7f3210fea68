internal import COpenSSL

/// A public key for one signature algorithm, checked when it is made: the point is on the curve and not of small order.
package struct PublicKey: Sendable {
    /// The only algorithm this key verifies.
    package let algorithm: SignatureAlgorithm

    /// The subject public key info in DER, with an uncompressed point.
    package let subjectPublicKeyInfo: [UInt8]

    let handle: KeyHandle

    /// A key from its subject public key info in DER.
    ///
    /// Throws `unsupportedKey` unless it is P-256, P-384 (named curve, uncompressed point) or Ed25519, and `weakKey` for a point
    /// that is not on the curve or has small order.
    package init(subjectPublicKeyInfo bytes: [UInt8]) throws(CryptographyError) {
        let match = SignatureAlgorithm.allCases.first { algorithm in
            bytes.starts(with: algorithm.publicKeyPrefix)
                && bytes.count == algorithm.publicKeyPrefix.count + algorithm.publicKeyByteCount
        }
        guard let match else {
            throw CryptographyError(
                .unsupportedKey,
                "expected a P-256, P-384 or Ed25519 public key with an uncompressed point"
            )
        }
        let content = Array(bytes.dropFirst(match.publicKeyPrefix.count))
        if match == .ed25519 {
            guard Ed25519Point.isAcceptable(content) else {
                throw CryptographyError(
                    .weakKey,
                    "expected an Ed25519 point on the curve that is not of small order"
                )
            }
        }
        let read = unsafe DER.decode(
            bytes,
            { unsafe d2i_PUBKEY(nil, $0, $1) },
            free: { unsafe EVP_PKEY_free($0) }
        )
        guard let pointer = unsafe read else {
            throw .openSSL(.weakKey, "expected a point on the \(match.rawValue) curve")
        }
        let handle = unsafe KeyHandle(owning: pointer)
        if match != .ed25519 {
            guard Self.isSound(handle) else {
                throw .openSSL(.weakKey, "expected a point on the \(match.rawValue) curve")
            }
        }
        algorithm = match
        subjectPublicKeyInfo = bytes
        self.handle = handle
    }

    /// A key from a PEM text whose only block is `PUBLIC KEY`.
    package init(pem: [UInt8]) throws(CryptographyError) {
        let blocks = try PEM.blocks(in: pem)
        guard let block = blocks.first, blocks.count == 1, block.label.utf8.elementsEqual("PUBLIC KEY".utf8)
        else {
            throw CryptographyError(.malformedPEM, "expected one `PUBLIC KEY` block")
        }
        try self.init(subjectPublicKeyInfo: block.content)
    }

    /// An Ed25519 key from its 32 bytes.
    package init(ed25519 raw: [UInt8]) throws(CryptographyError) {
        try self.init(subjectPublicKeyInfo: SignatureAlgorithm.ed25519.publicKeyPrefix + raw)
    }

    /// An elliptic curve key from the coordinates of its point, each of the field's length.
    package init(x: [UInt8], y: [UInt8], algorithm: SignatureAlgorithm) throws(CryptographyError) {
        guard algorithm != .ed25519, x.count == algorithm.coordinateByteCount, y.count == x.count else {
            throw CryptographyError(
                .malformedKey,
                "expected two coordinates of \(algorithm.coordinateByteCount) bytes"
            )
        }
        try self.init(subjectPublicKeyInfo: algorithm.publicKeyPrefix + [4] + x + y)
    }

    /// The key's own bytes: 32 for Ed25519, `04 || x || y` for the curves.
    package var rawRepresentation: [UInt8] {
        Array(subjectPublicKeyInfo.dropFirst(algorithm.publicKeyPrefix.count))
    }

    /// SHA-256 of the subject public key info.
    package var digest: SHA256Digest { .of(subjectPublicKeyInfo) }

    /// A `PUBLIC KEY` block.
    package var pem: [UInt8] { PEM.encode(label: "PUBLIC KEY", subjectPublicKeyInfo) }

    /// Runs `body` with the OpenSSL key, which stays this value's.
    package func withUnsafeKey<R>(_ body: (OpaquePointer) throws -> R) rethrows -> R {
        try unsafe body(handle.pointer)
    }

    private static func isSound(_ handle: KeyHandle) -> Bool {
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil) else { return false }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        return unsafe EVP_PKEY_public_check(context) == 1
    }
}

extension PublicKey: Hashable {
    package static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.subjectPublicKeyInfo == right.subjectPublicKeyInfo
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(subjectPublicKeyInfo) }
}
