internal import Cryptography

/// Which extensions may stand where, and which must or must not be critical.
enum ExtensionRules {
    static func refusal(of certificate: Certificate, at place: ChainPlace) -> CertificateRefusal? {
        let extensions = certificate.extensions
        return form(of: extensions) ?? nameConstraints(of: extensions, at: place)
            ?? usage(of: certificate, at: place) ?? alternativeNames(of: extensions)
    }

    /// Each extension once (RFC 5280 section 4.2), in its form, and limits on policies critical (section 4.2.1.11).
    private static func form(of extensions: CertificateExtensions) -> CertificateRefusal? {
        var seen: Set<String> = []
        for mark in extensions.marks {
            guard seen.insert(mark.identifier).inserted else {
                return CertificateRefusal(.badExtension, "the extension \(mark.identifier) is there twice")
            }
            guard mark.isSound else {
                return CertificateRefusal(.badExtension, "the extension \(mark.identifier) is malformed")
            }
        }
        if let mark = extensions[CertificateExtensions.policyConstraints], !mark.isCritical {
            return CertificateRefusal(.badExtension, "the policy constraints are not critical")
        }
        return nil
    }

    /// In authorities only, critical, and limiting something (RFC 5280 section 4.2.1.10).
    private static func nameConstraints(
        of extensions: CertificateExtensions,
        at place: ChainPlace
    ) -> CertificateRefusal? {
        guard let mark = extensions[CertificateExtensions.nameConstraints] else { return nil }
        if place == .leaf {
            return CertificateRefusal(.badExtension, "name constraints stand in a client's certificate")
        }
        guard mark.isCritical else {
            return CertificateRefusal(.badExtension, "the name constraints are not critical")
        }
        let fields = [extensions.nameConstraints?.permitted, extensions.nameConstraints?.excluded]
        guard fields.contains(where: { $0 != nil }), fields.allSatisfy({ $0?.isEmpty != true }) else {
            return CertificateRefusal(.badExtension, "the name constraints limit nothing")
        }
        return nil
    }

    /// A leaf says what it is for, and only that; a root says nothing (CA/Browser Forum sections 7.1.2.1.2, 7.1.2.7).
    private static func usage(of certificate: Certificate, at place: ChainPlace) -> CertificateRefusal? {
        guard let mark = certificate.extensions[CertificateExtensions.extendedKeyUsage] else { return nil }
        switch place {
        case .leaf:
            if certificate.extendedKeyUsage?.contains(anyUsage) == true {
                return CertificateRefusal(.noClientUsage, "the extended key usage allows any purpose")
            }
            guard !mark.isCritical else {
                return CertificateRefusal(.badExtension, "the extended key usage is critical")
            }
        case .anchor where certificate.subject == certificate.issuer:
            return CertificateRefusal(.badExtension, "a root limits the extended key usage")
        case .between, .anchor: break
        }
        return nil
    }

    /// Critical exactly when there is no other name (RFC 5280 section 4.2.1.6).
    private static func alternativeNames(of extensions: CertificateExtensions) -> CertificateRefusal? {
        guard let mark = extensions[CertificateExtensions.subjectAlternativeName],
            mark.isCritical != extensions.hasEmptySubject
        else { return nil }
        return CertificateRefusal(
            .badExtension,
            mark.isCritical
                ? "the alternative names are critical beside a subject"
                : "the alternative names are not critical although the subject is empty"
        )
    }

    private static let anyUsage = "2.5.29.37.0"
}
