import Cryptography
import NIOEmbedded
import TLS
import TestAuthorities
import Testing

@Suite struct ClientVerificationTests {
    let authority: TestAuthority
    let serverIdentity: TLSIdentity

    init() throws {
        authority = try TestAuthority()
        serverIdentity = try authority.server()
    }

    func context(
        trusting authorities: [Certificate]? = nil,
        rules: LeafRules = LeafRules(),
        revocations: Revocations = Revocations(),
        now: Timestamp = TestAuthority.now
    ) throws -> TLSContext {
        let source = RevocationSource(revocations)
        let trust = ClientTrust(
            authorities: authorities ?? [authority.certificate],
            rules: rules,
            revocations: source
        )
        return try TLSContext(server: serverIdentity, clients: trust, generation: 1, clock: { now })
    }

    /// The refusal's code, `accepted`, or what else came out, and what the client was told.
    func outcome(
        _ issued: CertificateAuthority.Issued,
        _ context: TLSContext
    ) throws -> (verdict: String, alert: String) {
        try outcome(issued.identity, context)
    }

    func outcome(_ identity: TLSIdentity, _ context: TLSContext) throws -> (verdict: String, alert: String) {
        let client = try TLSContext(client: identity, servers: [authority.certificate])
        let pair = try TLSPair(server: context, client: client)
        try pair.pump()
        let alert = pair.client.seen.errors.map { "\($0)" }.joined()
        if pair.server.established != nil { return ("accepted", alert) }
        let refusal = try #require(pair.refusals.first)
        #expect(pair.refusals.count == 1)
        #expect(refusal.presented == identity.chain.first?.fingerprint)
        return (refusal.reason.name, alert)
    }

    @Test func `a certificate of an unknown authority is refused with unknown_ca`() throws {
        let stranger = try TestAuthority("stranger").client()
        let (verdict, alert) = try outcome(stranger, context())
        #expect(verdict == "untrusted_authority")
        #expect(alert.contains("unknown ca"))
    }

    @Test func `an authority of the same name but another key is not the authority`() throws {
        let namesake = try TestAuthority().client()
        let (verdict, _) = try outcome(namesake, context())
        #expect(verdict != "accepted")
    }

    @Test func `time decides by the clock that is given`() throws {
        let issued = try authority.client { $0.notAfter = TestAuthority.now.adding(seconds: 1) }
        #expect(try outcome(issued, context()).verdict == "accepted")
        let later = try outcome(issued, context(now: TestAuthority.now.adding(seconds: 2)))
        #expect(later.verdict == "expired")
        #expect(later.alert.contains("certificate expired"))
        let young = try authority.client { $0.notBefore = TestAuthority.now.adding(seconds: 60) }
        #expect(try outcome(young, context()).verdict == "not_yet_valid")
    }

    @Test(arguments: [
        ([] as [String], "no_client_usage"),
        (["1.3.6.1.5.5.7.3.1"], "no_client_usage"),
        (["2.5.29.37.0"], "no_client_usage"),
        (["1.3.6.1.5.5.7.3.2"], "accepted"),
        (["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], "accepted"),
    ])
    func `the extended key usage must name clientAuth`(usage: [String], expected: String) throws {
        let issued = try authority.client { $0.extendedKeyUsage = usage }
        #expect(try outcome(issued, context()).verdict == expected)
    }

    @Test(arguments: [0, 1, 2, 3]) func `exactly one URI name identifies`(count: Int) throws {
        let issued = try authority.client {
            $0.names = AlternativeNames(uris: (0..<count).map { "spiffe://test.example/org/\($0)" })
        }
        #expect(try outcome(issued, context()).verdict == (count == 1 ? "accepted" : "uri_names"))
    }

    @Test func `a pinned key needs no URI name`() throws {
        let issued = try authority.client { $0.names = AlternativeNames() }
        let rules = LeafRules(pinnedKeys: [issued.certificate.publicKeyDigest])
        #expect(try outcome(issued, context(rules: rules)).verdict == "accepted")
        #expect(try outcome(issued, context()).verdict == "uri_names")
    }

    @Test func `an authority's certificate is not a client's`() throws {
        let below = try authority.authority.issue(
            CertificateProfile(
                .authority(pathLength: 0),
                commonName: "below",
                notBefore: TestAuthority.start,
                notAfter: TestAuthority.end
            )
        )
        let (verdict, _) = try outcome(below, context())
        #expect(verdict != "accepted")
        let itself = try TLSIdentity(
            certificates: authority.certificate.pem,
            key: authority.authority.key.pem()
        )
        #expect(try outcome(itself, context()).verdict != "accepted")
    }

    @Test(
        arguments: [
            ([0], "bad_serial"),
            ([1], "accepted"),
            ([0x7F] + [UInt8](repeating: 0xFF, count: 19), "accepted"),
            ([0x80] + [UInt8](repeating: 0, count: 19), "bad_serial"),
        ] as [([UInt8], String)]
    )
    func `a serial number is positive and at most 20 bytes`(serial: [UInt8], expected: String) throws {
        let issued = try authority.client { $0.serial = serial }
        #expect(try outcome(issued, context()).verdict == expected)
    }

    @Test func `the rules of the whole chain hold in the handshake`() throws {
        let issued = try authority.client { $0.names.dns = ["foo_bar.example"] }
        #expect(try outcome(issued, context()).verdict == "bad_name")
    }

    @Test func `a certificate counts to the end of its last second`() throws {
        let issued = try authority.client { $0.notAfter = TestAuthority.now }
        let end = TestAuthority.now.adding(microseconds: 999_999)
        #expect(try outcome(issued, context()).verdict == "accepted")
        #expect(try outcome(issued, context(now: end)).verdict == "accepted")
        let late = try outcome(issued, context(now: end.adding(microseconds: 1)))
        #expect(late.verdict == "expired")
        #expect(late.alert.contains("certificate expired"))
    }

    @Test func `a revoked certificate is refused with certificate_revoked`() throws {
        let issued = try authority.client()
        let other = try authority.client()
        var revocations = Revocations()
        try revocations.add(
            authority.revocationList(revoking: [issued.certificate]),
            signedByOneOf: [authority.certificate]
        )
        let (verdict, alert) = try outcome(issued, context(revocations: revocations))
        #expect(verdict == "revoked")
        #expect(alert.contains("certificate revoked"))
        #expect(try outcome(other, context(revocations: revocations)).verdict == "accepted")
    }

    @Test func `a stale list refuses its issuer's clients and nobody else's`() throws {
        let second = try TestAuthority("second")
        var revocations = Revocations()
        try revocations.add(
            authority.revocationList(until: TestAuthority.now.adding(seconds: -1), revoking: []),
            signedByOneOf: [authority.certificate, second.certificate]
        )
        let both = try context(
            trusting: [authority.certificate, second.certificate],
            revocations: revocations
        )
        #expect(try outcome(authority.client(), both).verdict == "revocation_stale")
        #expect(try outcome(second.client(), both).verdict == "accepted")
    }

    @Test func `of two lists the one with the higher number counts, in any order`() throws {
        let issued = try authority.client()
        let older = try authority.revocationList(number: 1, revoking: [])
        let newer = try authority.revocationList(number: 2, revoking: [issued.certificate])
        for lists in [[older, newer], [newer, older]] {
            var revocations = Revocations()
            for list in lists { try revocations.add(list, signedByOneOf: [authority.certificate]) }
            #expect(try outcome(issued, context(revocations: revocations)).verdict == "revoked")
        }
    }

    @Test func `a list that no authority signed is not taken`() throws {
        let namesake = try TestAuthority()
        var revocations = Revocations()
        #expect(throws: TLSError.self) {
            try revocations.add(namesake.revocationList(revoking: []), signedByOneOf: [authority.certificate])
        }
        #expect(revocations.issuers.isEmpty)
    }

    @Test func `deny-lists refuse by certificate, by key and by date of issue`() throws {
        let issued = try authority.client()
        let certificate = issued.certificate
        let byCertificate = Revocations(deniedCertificates: [certificate.fingerprint])
        #expect(try outcome(issued, context(revocations: byCertificate)).verdict == "denied")
        let byKey = Revocations(deniedKeys: [certificate.publicKeyDigest])
        #expect(try outcome(issued, context(revocations: byKey)).verdict == "denied")
        let byAuthority = Revocations(deniedKeys: [authority.certificate.publicKeyDigest])
        #expect(try outcome(issued, context(revocations: byAuthority)).verdict == "denied")
        let byDate = Revocations(issuedBefore: [authority.certificate.publicKeyDigest: TestAuthority.now])
        #expect(try outcome(issued, context(revocations: byDate)).verdict == "issued_too_early")
    }

    @Test func `an open connection's client is judged anew by later generations`() throws {
        let issued = try authority.client()
        let first = try context()
        let client = try TLSContext(client: issued.identity, servers: [authority.certificate])
        let pair = try TLSPair(server: first, client: client)
        try pair.pump()
        let verified = try #require(pair.server.established?.client)
        #expect(first.refusal(of: verified) == nil)
        let other = try context(trusting: [TestAuthority("other").certificate])
        #expect(other.refusal(of: verified)?.code == .untrustedAuthority)
        let denying = try context(
            revocations: Revocations(deniedCertificates: [issued.certificate.fingerprint])
        )
        #expect(denying.refusal(of: verified)?.code == .denied)
        let late = try context(now: TestAuthority.end.adding(seconds: 1))
        #expect(late.refusal(of: verified)?.code == .expired)
    }
}
