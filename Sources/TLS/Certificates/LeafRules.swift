package import Cryptography

/// What a client's own certificate must be, beyond a sound chain.
///
/// OpenSSL 3.0 accepts authorities, version 1 certificates and certificates without clientAuth as clients.
package struct LeafRules: Hashable, Sendable {
    /// Keys (SHA-256 of SubjectPublicKeyInfo) that identify an organisation by themselves.
    ///
    /// For every other certificate the URI is the identity, so that exactly one URI name is asked for.
    package let pinnedKeys: Set<SHA256Digest>

    /// What the extended key usage must name: clientAuth, except where vectors for other purposes are judged.
    let purposes: Set<String>

    /// Whether the leaf names an organisation, which only vectors of plain chains do not.
    private let identifies: Bool

    /// Rules with the keys that need no URI name.
    package init(pinnedKeys: Set<SHA256Digest> = []) {
        self.pinnedKeys = pinnedKeys
        purposes = [Certificate.clientAuthentication]
        identifies = true
    }

    /// Rules for a chain that identifies nobody: any leaf that may be used for these purposes.
    init(purposes: Set<String>) {
        pinnedKeys = []
        self.purposes = purposes
        identifies = false
    }

    /// The first rule that a leaf breaks, or nil.
    package func refusal(of leaf: Certificate) -> CertificateRefusal? {
        if let refusal = CommonRules.version(of: leaf) { return refusal }
        if leaf.isAuthority {
            return CertificateRefusal(
                .authorityAsClient,
                "the certificate belongs to an authority, not to a client"
            )
        }
        return usage(of: leaf) ?? CommonRules.serial(of: leaf) ?? CommonRules.key(of: leaf) ?? names(of: leaf)
    }

    private func usage(of leaf: Certificate) -> CertificateRefusal? {
        guard let usages = leaf.extendedKeyUsage else {
            return CertificateRefusal(.noClientUsage, "the certificate has no extended key usage")
        }
        guard !usages.isEmpty, usages.isSuperset(of: purposes) else {
            return CertificateRefusal(.noClientUsage, "the extended key usage does not include clientAuth")
        }
        return nil
    }

    private func names(of leaf: Certificate) -> CertificateRefusal? {
        guard identifies, !pinnedKeys.contains(leaf.publicKeyDigest), leaf.uriNames.count != 1 else {
            return nil
        }
        return CertificateRefusal(
            .uriNames,
            "the certificate has \(leaf.uriNames.count) URI names, exactly one names the organisation"
        )
    }
}
