internal import Cryptography

/// What leaf and authorities alike must be.
enum CommonRules {
    /// Only version 3 has extensions (RFC 5280 section 4.1.2.1).
    static func version(of certificate: Certificate) -> CertificateRefusal? {
        guard certificate.version != 3 else { return nil }
        let found = "the certificate is X.509 version \(certificate.version), not 3"
        return CertificateRefusal(.oldVersion, found)
    }

    /// The serial number is positive and its encoding has at most 20 octets (RFC 5280 section 4.1.2.2).
    static func serial(of certificate: Certificate) -> CertificateRefusal? {
        if certificate.isSerialNegative {
            return CertificateRefusal(.badSerial, "the serial number is negative")
        }
        let magnitude = certificate.serial
        if magnitude.isEmpty { return CertificateRefusal(.badSerial, "the serial number is zero") }
        // A number with its top bit set needs one octet more.
        let encoded = magnitude.count + (magnitude[0] >= 0x80 ? 1 : 0)
        guard encoded > longestSerial else { return nil }
        return CertificateRefusal(
            .badSerial,
            "the serial number has \(encoded) bytes, at most 20 are allowed"
        )
    }

    /// At least P-256, RSA 2048 or Ed25519; an RSA modulus of whole bytes (CA/Browser Forum section 6.1.5).
    static func key(of certificate: Certificate) -> CertificateRefusal? {
        let key = certificate.keyDescription
        guard key.isStrong else {
            let expected = "at least P-256, RSA 2048 or Ed25519 is asked for"
            return CertificateRefusal(.weakKey, "the key is \(key), \(expected)")
        }
        if case .rsa(let bits) = key, bits % 8 != 0 {
            return CertificateRefusal(.weakKey, "the key is \(key), a whole number of bytes is asked for")
        }
        return nil
    }

    private static let longestSerial = 20
}
