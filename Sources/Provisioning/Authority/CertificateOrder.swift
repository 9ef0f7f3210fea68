package import Cryptography
internal import StrictJSON

/// What somebody wants a certificate to say; the authority decides whether it may.
package struct CertificateOrder: Sendable {
    /// The profile.
    package var template: CertificateTemplate
    /// The common name, which decides nothing; for clients the organisation's registered name.
    package var name: String
    /// The organisation in the subject, for people; nil for none.
    package var organisation: String?
    /// The alternative names.
    package var names: AlternativeNames
    /// How many days it is valid; nil for what the profile says.
    package var days: Int64?
    /// How many authorities may follow below; nil for what the profile says.
    package var pathLength: Int?
    /// What an authority may certify at most; nil for no limit of its own.
    package var nameConstraints: NameConstraints?

    /// An order.
    package init(
        _ template: CertificateTemplate,
        name: String,
        organisation: String? = nil,
        names: AlternativeNames = AlternativeNames(),
        days: Int64? = nil,
        pathLength: Int? = nil,
        nameConstraints: NameConstraints? = nil
    ) {
        self.template = template
        self.name = name
        self.organisation = organisation
        self.names = names
        self.days = days
        self.pathLength = pathLength
        self.nameConstraints = nameConstraints
    }

    /// What the certificate will say, valid from a moment and, unless days are asked for, no longer than `latest`.
    ///
    /// `issuer` is nil for a root.
    func profile(
        from notBefore: Timestamp,
        now: Timestamp,
        latest: Timestamp?,
        below issuer: Certificate?
    ) throws(IssuingError) -> CertificateProfile {
        try requireNames()
        var notAfter = now.adding(seconds: try template.days(asked: days) * 86_400)
        if let latest, notAfter > latest {
            guard days == nil else {
                throw IssuingError(
                    "the certificate would be valid until \(notAfter), its authority only until \(latest)"
                )
            }
            notAfter = latest
        }
        var profile = CertificateProfile(
            try kind(below: issuer),
            commonName: name,
            organisation: organisation,
            names: names,
            notBefore: Timestamp(seconds: notBefore.seconds),
            notAfter: Timestamp(seconds: notAfter.seconds)
        )
        profile.nameConstraints = nameConstraints
        return profile
    }

    private func kind(below issuer: Certificate?) throws(IssuingError) -> CertificateProfile.Kind {
        switch template.kind {
        case .client: return .client
        case .server: return .server
        case .root, .issuing:
            let length = pathLength ?? template.pathLength ?? 0
            guard (0...3).contains(length) else {
                throw IssuingError("a path length of \(length): 0 to 3 was expected")
            }
            if let limit = issuer?.pathLength, length >= limit {
                throw IssuingError(
                    "a path length of \(length) below an authority whose own is \(limit): at most \(limit - 1) was expected"
                )
            }
            return .authority(pathLength: length)
        }
    }

    private func requireNames() throws(IssuingError) {
        guard (1...64).contains(name.utf8.count) else {
            throw IssuingError("`\(Printable.text(name))` is no name: 1 to 64 bytes were expected")
        }
        switch template.kind {
        case .client where names.uris.count != 1 || !names.dns.isEmpty || !names.addresses.isEmpty:
            throw IssuingError("a client's certificate carries exactly one URI, and no other name")
        case .server where names.dns.isEmpty && names.addresses.isEmpty || !names.uris.isEmpty:
            throw IssuingError("a server's certificate carries at least one DNS name or address, and no URI")
        default: break
        }
    }
}
