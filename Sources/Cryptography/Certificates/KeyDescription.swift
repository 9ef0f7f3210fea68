/// What kind of public key a certificate holds, and how strong it is.
package enum KeyDescription: Hashable, Sendable {
    /// An elliptic curve by OpenSSL's name, such as `prime256v1`, with its field's bits.
    case ellipticCurve(name: String, bits: Int)
    /// RSA with its modulus' bits.
    case rsa(bits: Int)
    /// Ed25519.
    case ed25519
    /// Anything else, by OpenSSL's name.
    case other(name: String, bits: Int)

    /// Whether the key is at least P-256, RSA 2048 or Ed25519; every other kind is too weak.
    package var isStrong: Bool {
        switch self {
        case .ellipticCurve(let name, _): ["prime256v1", "secp384r1", "secp521r1"].contains(name)
        case .rsa(let bits): bits >= 2_048
        case .ed25519: true
        case .other: false
        }
    }
}

extension KeyDescription: CustomStringConvertible {
    /// Such as `EC prime256v1`, `RSA 2048`, `Ed25519`.
    package var description: String {
        switch self {
        case .ellipticCurve(let name, _): "EC \(name)"
        case .rsa(let bits): "RSA \(bits)"
        case .ed25519: "Ed25519"
        case .other(let name, let bits): "\(name) \(bits)"
        }
    }
}
