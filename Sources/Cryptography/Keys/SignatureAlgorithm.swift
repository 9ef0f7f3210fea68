/// The signature algorithms that Abeyance signs and verifies with, named as in JOSE (RFC 7518, RFC 9864).
package enum SignatureAlgorithm: String, CaseIterable, Sendable, Hashable {
    /// ECDSA with P-256 and SHA-256.
    case es256 = "ES256"
    /// ECDSA with P-384 and SHA-384.
    case es384 = "ES384"
    /// Ed25519 (RFC 8032).
    case ed25519 = "Ed25519"

    /// How many bytes a signature has: for ECDSA r and s, each of the field's length, joined.
    package var signatureByteCount: Int {
        switch self {
        case .es256, .ed25519: 64
        case .es384: 96
        }
    }

    /// How many bytes one coordinate of a point has.
    var coordinateByteCount: Int { signatureByteCount / 2 }

    /// The subject public key info up to the key's own bytes; the algorithm fixes all of it.
    var publicKeyPrefix: [UInt8] {
        switch self {
        case .es256:
            [
                0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
            ]
        case .es384:
            [
                0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00,
            ]
        case .ed25519:
            [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
        }
    }

    /// How many bytes follow the prefix.
    var publicKeyByteCount: Int { self == .ed25519 ? 32 : 1 + 2 * coordinateByteCount }
}
