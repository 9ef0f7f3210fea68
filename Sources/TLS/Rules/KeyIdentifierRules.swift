internal import Cryptography

/// Key identifiers, which tell keys of one name apart (RFC 5280 sections 4.2.1.1 and 4.2.1.2).
enum KeyIdentifierRules {
    static func refusal(of certificate: Certificate, at place: ChainPlace) -> CertificateRefusal? {
        let extensions = certificate.extensions
        for identifier in [
            CertificateExtensions.subjectKeyIdentifier, CertificateExtensions.authorityKeyIdentifier,
        ] where extensions[identifier]?.isCritical == true {
            return CertificateRefusal(.badExtension, "a key identifier is critical")
        }
        if place != .leaf, certificate.subjectKeyIdentifier == nil {
            return CertificateRefusal(.keyIdentifier, "an authority has no subject key identifier")
        }
        guard certificate.subject == certificate.issuer else { return below(certificate) }
        return place == .anchor ? root(certificate) : nil
    }

    /// A root may leave its issuer's identifier out; if not, it names its own key and nothing else.
    private static func root(_ certificate: Certificate) -> CertificateRefusal? {
        guard certificate.extensions[CertificateExtensions.authorityKeyIdentifier] != nil else { return nil }
        guard !certificate.extensions.referencesIssuerCertificate,
            let identifier = certificate.authorityKeyIdentifier,
            identifier == certificate.subjectKeyIdentifier
        else {
            return CertificateRefusal(
                .keyIdentifier,
                "the authority key identifier of a root is not its own key's"
            )
        }
        return nil
    }

    /// Where an authority signs itself below the anchor, OpenSSL asks for the identifier unless the key is the same.
    private static func below(_ certificate: Certificate) -> CertificateRefusal? {
        guard certificate.authorityKeyIdentifier == nil else { return nil }
        return CertificateRefusal(.keyIdentifier, "the authority key identifier names no key")
    }
}
