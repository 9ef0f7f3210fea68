internal import Cryptography

/// The forms of alternative names (RFC 5280 section 4.2.1.6): whoever reads one later must not be able to misread it.
enum AlternativeNameRules {
    static func refusal(of certificate: Certificate) -> CertificateRefusal? {
        let names = certificate.alternativeNames
        for name in names.dns where !NameSyntax.isHostOrPattern(Array(name.utf8)) {
            return CertificateRefusal(.badName, "`\(name)` is not a DNS name")
        }
        for name in names.uris where !NameSyntax.isAbsoluteURI(Array(name.utf8)) {
            return CertificateRefusal(.badName, "`\(name)` is not an absolute URI")
        }
        for address in names.addresses where address.count != 4 && address.count != 16 {
            return CertificateRefusal(.badName, "an address has \(address.count) bytes, not 4 or 16")
        }
        for mailbox in certificate.extensions.mailNames where NameSyntax.mailbox(mailbox) == nil {
            return CertificateRefusal(
                .badName,
                "`\(String(decoding: mailbox, as: UTF8.self))` is not a mailbox"
            )
        }
        if certificate.extensions[CertificateExtensions.subjectAlternativeName] != nil, names.isEmpty {
            return CertificateRefusal(.badName, "the alternative names are empty")
        }
        return nil
    }
}
