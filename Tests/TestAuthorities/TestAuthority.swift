package import Cryptography
package import TLS

/// A certificate authority for tests, valid around now, with the certificates that they need.
package struct TestAuthority {
    /// What signs.
    package let authority: CertificateAuthority

    /// Makes its key and certificate.
    package init(_ name: String = "test authority") throws {
        authority = try CertificateAuthority.create(
            commonName: name,
            notBefore: Self.start,
            notAfter: Self.end
        )
    }

    /// Its own certificate.
    package var certificate: Certificate { authority.certificate }

    /// A client's certificate, changed as the test wants.
    package func client(
        uri: String = "spiffe://test.example/org/one",
        _ change: (inout CertificateProfile) -> Void = { _ in }
    ) throws -> CertificateAuthority.Issued {
        var profile = CertificateProfile.client(
            commonName: "client",
            uri: uri,
            notBefore: Self.start,
            notAfter: Self.end
        )
        change(&profile)
        return try authority.issue(profile)
    }

    /// A server's certificate for `localhost`, with its key.
    package func server() throws -> TLSIdentity {
        let profile = CertificateProfile.server(
            commonName: "server",
            dns: ["localhost"],
            addresses: [[127, 0, 0, 1]],
            notBefore: Self.start,
            notAfter: Self.end
        )
        return try authority.issue(profile).identity
    }

    /// A list that revokes certificates.
    package func revocationList(
        number: UInt64 = 1,
        until: Timestamp = TestAuthority.end,
        revoking certificates: [Certificate]
    ) throws -> CertificateRevocationList {
        try authority.revocationList(
            number: number,
            thisUpdate: Self.start,
            nextUpdate: until,
            revocations: certificates.map { .init(serial: $0.serial, time: Self.start) }
        )
    }

    /// Certificates are valid from 2020 to 2049, so that tools which read the real clock accept them.
    package static let start = Timestamp(seconds: 1_577_836_800)
    /// When they end.
    package static let end = Timestamp(seconds: 2_493_072_000)
    /// The moment at which tests judge.
    package static let now = Timestamp(seconds: 1_795_000_000)
}

extension CertificateAuthority.Issued {
    /// The certificate with its key, as an end of a connection has it.
    package var identity: TLSIdentity {
        get throws { try TLSIdentity(certificates: certificate.pem, key: key.pem()) }
    }
}
