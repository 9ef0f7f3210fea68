/// What a certificate that is about to be issued says.
package struct CertificateProfile: Sendable {
    /// What the certificate is for.
    package enum Kind: Hashable, Sendable {
        /// An authority; `pathLength` authorities may follow below it.
        case authority(pathLength: Int)
        /// A TLS server.
        case server
        /// A TLS client.
        case client
    }

    /// What the certificate is for.
    package var kind: Kind
    /// The common name of the subject.
    package var commonName: String
    /// The organisation of the subject, if it has one.
    package var organisation: String?
    /// Alternative names.
    package var names: AlternativeNames
    /// The first moment of validity, cut to seconds.
    package var notBefore: Timestamp
    /// The last moment of validity, cut to seconds.
    package var notAfter: Timestamp
    /// Dotted identifiers of the extended key usage; empty leaves the extension out.
    package var extendedKeyUsage: [String]
    /// What an authority may certify at most; nil for no limit.
    package var nameConstraints: NameConstraints?
    /// The serial number's magnitude; nil for 20 random bytes.
    package var serial: [UInt8]?

    /// A profile whose extended key usage follows from its kind.
    package init(
        _ kind: Kind,
        commonName: String,
        organisation: String? = nil,
        names: AlternativeNames = AlternativeNames(),
        notBefore: Timestamp,
        notAfter: Timestamp
    ) {
        self.kind = kind
        self.commonName = commonName
        self.organisation = organisation
        self.names = names
        self.notBefore = notBefore
        self.notAfter = notAfter
        extendedKeyUsage =
            switch kind {
            case .authority: []
            case .server: [Certificate.serverAuthentication]
            case .client: [Certificate.clientAuthentication]
            }
    }

    /// A TLS client known by one URI.
    package static func client(
        commonName: String,
        organisation: String? = nil,
        uri: String,
        notBefore: Timestamp,
        notAfter: Timestamp
    ) -> CertificateProfile {
        CertificateProfile(
            .client,
            commonName: commonName,
            organisation: organisation,
            names: AlternativeNames(uris: [uri]),
            notBefore: notBefore,
            notAfter: notAfter
        )
    }

    /// A TLS server known by DNS names and addresses (4 or 16 bytes each).
    package static func server(
        commonName: String,
        dns: [String],
        addresses: [[UInt8]] = [],
        notBefore: Timestamp,
        notAfter: Timestamp
    ) -> CertificateProfile {
        CertificateProfile(
            .server,
            commonName: commonName,
            names: AlternativeNames(dns: dns, addresses: addresses),
            notBefore: notBefore,
            notAfter: notAfter
        )
    }
}
