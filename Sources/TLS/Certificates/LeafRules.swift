package import Cryptography

/// What a client's own certificate must be, beyond a sound chain.
///
/// OpenSSL 3.0 accepts authorities, version 1 certificates and certificates without clientAuth as clients.
package struct LeafRules: Hashable, Sendable {
    /// Keys (SHA-256 of SubjectPublicKeyInfo) that identify an organisation by themselves.
    ///
    /// For every other certificate the URI is the identity, so that exactly one URI name is asked for.
    package let pinnedKeys: Set<SHA256Digest>

    /// Rules with the keys that need no URI name.
    package init(pinnedKeys: Set<SHA256Digest> = []) { self.pinnedKeys = pinnedKeys }

    /// The first rule that a leaf breaks, or nil.
    package func refusal(of leaf: Certificate) -> CertificateRefusal? {
        if leaf.version != 3 {
            return CertificateRefusal(.oldVersion, "the certificate is X.509 version \(leaf.version), not 3")
        }
        if leaf.isAuthority {
            return CertificateRefusal(
                .authorityAsClient,
                "the certificate belongs to an authority, not to a client"
            )
        }
        return usage(of: leaf) ?? serial(of: leaf) ?? key(of: leaf) ?? names(of: leaf)
    }

    private func usage(of leaf: Certificate) -> CertificateRefusal? {
        guard let usages = leaf.extendedKeyUsage else {
            return CertificateRefusal(.noClientUsage, "the certificate has no extended key usage")
        }
        guard usages.contains(Certificate.clientAuthentication) else {
            return CertificateRefusal(.noClientUsage, "the extended key usage does not include clientAuth")
        }
        return nil
    }

    private func serial(of leaf: Certificate) -> CertificateRefusal? {
        if leaf.isSerialNegative { return CertificateRefusal(.badSerial, "the serial number is negative") }
        let magnitude = leaf.serial
        if magnitude.isEmpty { return CertificateRefusal(.badSerial, "the serial number is zero") }
        // RFC 5280, 4.1.2.2: at most 20 octets of encoding, so a number with its top bit set has at most 19.
        let encoded = magnitude.count + (magnitude[0] >= 0x80 ? 1 : 0)
        guard encoded <= Self.longestSerial else {
            return CertificateRefusal(
                .badSerial,
                "the serial number has \(encoded) bytes, at most 20 are allowed"
            )
        }
        return nil
    }

    private func key(of leaf: Certificate) -> CertificateRefusal? {
        guard !leaf.keyDescription.isStrong else { return nil }
        let expected = "at least P-256, RSA 2048 or Ed25519 is asked for"
        return CertificateRefusal(.weakKey, "the key is \(leaf.keyDescription), \(expected)")
    }

    private func names(of leaf: Certificate) -> CertificateRefusal? {
        guard !pinnedKeys.contains(leaf.publicKeyDigest), leaf.uriNames.count != 1 else { return nil }
        return CertificateRefusal(
            .uriNames,
            "the certificate has \(leaf.uriNames.count) URI names, exactly one names the organisation"
        )
    }

    private static let longestSerial = 20
}
