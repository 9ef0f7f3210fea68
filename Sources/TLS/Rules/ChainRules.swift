package import Cryptography

/// What a whole chain must be beyond OpenSSL's verdict, leaf first and anchor last.
///
/// OpenSSL 3.0 lets pass what RFC 5280 forbids to conforming authorities, and what the public web's profile forbids on
/// top. Everything here follows from the chain alone, so that it is asked once for each chain that is remembered.
package enum ChainRules {
    /// The first rule that a chain breaks, or nil.
    package static func refusal(of chain: [Certificate]) -> CertificateRefusal? {
        for (position, certificate) in chain.enumerated() {
            let place: ChainPlace =
                if position == 0 { .leaf } else if position < chain.count - 1 { .between } else { .anchor }
            let refusal =
                CommonRules.version(of: certificate)
                ?? (place == .leaf ? nil : authority(certificate, at: place))
                ?? ExtensionRules.refusal(of: certificate, at: place)
                ?? KeyIdentifierRules.refusal(of: certificate, at: place)
                ?? validity(of: certificate)
                ?? AlternativeNameRules.refusal(of: certificate)
            if let refusal { return refusal.about(position) }
        }
        return NameConstraintRules.refusal(of: chain)
    }

    /// The key and the number, which `LeafRules` asks of the leaf; an anchor's serial number is nobody's concern.
    private static func authority(_ certificate: Certificate, at place: ChainPlace) -> CertificateRefusal? {
        CommonRules.key(of: certificate)
            ?? (place == .anchor ? nil : CommonRules.serial(of: certificate))
    }

    /// UTCTime to the end of 2049, GeneralizedTime from then on (RFC 5280 section 4.1.2.5).
    private static func validity(of certificate: Certificate) -> CertificateRefusal? {
        guard !certificate.extensions.hasProperTimes else { return nil }
        return CertificateRefusal(
            .badValidity,
            "the validity is not written as UTCTime before 2050 and GeneralizedTime from then on"
        )
    }
}

/// Where in its chain a certificate stands.
enum ChainPlace {
    /// The client's own.
    case leaf
    /// An authority below the anchor.
    case between
    /// What is trusted.
    case anchor
}

extension CertificateRefusal {
    /// The same, with the place in the chain, counted from the leaf.
    fileprivate func about(_ position: Int) -> CertificateRefusal {
        position == 0 ? self : CertificateRefusal(code, "certificate \(position + 1) of the chain: \(detail)")
    }
}
