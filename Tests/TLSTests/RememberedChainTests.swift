import Cryptography
import Synchronization
import TLS
import TestAuthorities
import Testing

/// A second full handshake with a certificate whose chain this generation has verified before.
@Suite struct RememberedChainTests {
    let authority: TestAuthority
    let serverIdentity: TLSIdentity

    init() throws {
        authority = try TestAuthority()
        serverIdentity = try authority.server()
    }

    /// A time that tests move.
    private final class Clock: Sendable {
        private let moment = Mutex(TestAuthority.now)
        var now: Timestamp {
            get { moment.withLock { $0 } }
            set { moment.withLock { $0 = newValue } }
        }
    }

    private func context(
        _ source: RevocationSource,
        trusting authorities: [Certificate]? = nil,
        generation: UInt64 = 1,
        clock: Clock = Clock()
    ) throws -> TLSContext {
        let trust = ClientTrust(
            authorities: authorities ?? [authority.certificate],
            revocations: source
        )
        return try TLSContext(
            server: serverIdentity,
            clients: trust,
            generation: generation,
            clock: { clock.now }
        )
    }

    /// The refusal's name, or `accepted`, after a full handshake.
    private func outcome(_ identity: TLSIdentity, _ server: TLSContext) throws -> String {
        let client = try TLSContext(client: identity, servers: [authority.certificate])
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        guard let established = pair.server.established else {
            return try #require(pair.refusals.first).reason.name
        }
        #expect(!established.isResumed)
        #expect(established.client?.certificate.fingerprint == identity.chain.first?.fingerprint)
        return "accepted"
    }

    @Test func `a certificate revoked after its first handshake is refused in the second`() throws {
        let issued = try authority.client()
        let source = RevocationSource()
        let server = try context(source)
        for _ in 0..<2 { #expect(try outcome(issued.identity, server) == "accepted") }
        var revocations = Revocations()
        try revocations.add(
            authority.revocationList(revoking: [issued.certificate]),
            signedByOneOf: [authority.certificate]
        )
        source.replace(with: revocations)
        #expect(try outcome(issued.identity, server) == "revoked")
        source.replace(with: Revocations(deniedKeys: [issued.certificate.publicKeyDigest]))
        #expect(try outcome(issued.identity, server) == "denied")
        source.replace(with: Revocations())
        #expect(try outcome(issued.identity, server) == "accepted")
    }

    @Test func `a certificate that expires after its first handshake is refused in the second`() throws {
        let end = TestAuthority.now.adding(seconds: 10)
        let issued = try authority.client { $0.notAfter = end }
        let clock = Clock()
        let server = try context(RevocationSource(), clock: clock)
        for _ in 0..<2 { #expect(try outcome(issued.identity, server) == "accepted") }
        clock.now = end.adding(microseconds: 999_999)
        #expect(try outcome(issued.identity, server) == "accepted")
        clock.now = end.adding(seconds: 1)
        #expect(try outcome(issued.identity, server) == "expired")
        clock.now = TestAuthority.start.adding(seconds: -1)
        #expect(try outcome(issued.identity, server) == "not_yet_valid")
    }

    @Test func `a list that ends after the first handshake refuses in the second`() throws {
        let issued = try authority.client()
        let end = TestAuthority.now.adding(seconds: 10)
        var revocations = Revocations()
        try revocations.add(
            authority.revocationList(until: end, revoking: []),
            signedByOneOf: [authority.certificate]
        )
        let clock = Clock()
        let server = try context(RevocationSource(revocations), clock: clock)
        for _ in 0..<2 { #expect(try outcome(issued.identity, server) == "accepted") }
        clock.now = end.adding(seconds: 1)
        #expect(try outcome(issued.identity, server) == "revocation_stale")
    }

    @Test func `a later generation without the authority refuses what the earlier one verified`() throws {
        let issued = try authority.client()
        let source = RevocationSource()
        #expect(try outcome(issued.identity, context(source)) == "accepted")
        let later = try context(source, trusting: [TestAuthority("other").certificate], generation: 2)
        for _ in 0..<2 { #expect(try outcome(issued.identity, later) == "untrusted_authority") }
    }

    @Test func `a refused certificate is refused again, beside one that is remembered`() throws {
        let server = try context(RevocationSource())
        let known = try authority.client().identity
        let namesake = try TestAuthority().client().identity
        for _ in 0..<2 {
            #expect(try outcome(known, server) == "accepted")
            #expect(try outcome(namesake, server) != "accepted")
        }
    }

    @Test func `a certificate changed in one bit of its signature is not the one remembered`() throws {
        let issued = try authority.client()
        let server = try context(RevocationSource())
        #expect(try outcome(issued.identity, server) == "accepted")
        var der = issued.certificate.der
        der[der.count - 1] ^= 1
        let changed = try TLSIdentity(certificates: Certificate(der: der).pem, key: issued.key.pem())
        #expect(try outcome(changed, server) != "accepted")
    }

    @Test func `a remembered leaf is judged by the path that it was verified with, or by one shown now`()
        throws
    {
        let root = try CertificateAuthority.create(
            commonName: "root",
            pathLength: 1,
            notBefore: TestAuthority.start,
            notAfter: TestAuthority.end
        )
        let (below, issued) = try belowAuthority(root)
        let whole = try TLSIdentity(
            certificates: issued.certificate.pem + below.certificate.pem,
            key: issued.key.pem()
        )
        let alone = try issued.identity
        let source = RevocationSource()
        let server = try context(source, trusting: [root.certificate])
        #expect(try outcome(alone, server) == "untrusted_authority")
        #expect(try outcome(whole, server) == "accepted")
        // The authority in between is known from before, as it is to a session that is resumed.
        #expect(try outcome(alone, server) == "accepted")
        source.replace(with: Revocations(deniedKeys: [below.certificate.publicKeyDigest]))
        #expect(try outcome(whole, server) == "denied")
        #expect(try outcome(alone, server) == "untrusted_authority")
    }

    /// An authority below the anchor, and a client of its.
    private func belowAuthority(
        _ root: CertificateAuthority
    ) throws -> (
        below: CertificateAuthority.Issued, client: CertificateAuthority.Issued
    ) {
        let below = try root.issue(
            CertificateProfile(
                .authority(pathLength: 0),
                commonName: "below",
                notBefore: TestAuthority.start,
                notAfter: TestAuthority.end
            )
        )
        let issuer = try CertificateAuthority(certificate: below.certificate, key: below.key)
        return (
            below,
            try issuer.issue(
                CertificateProfile.client(
                    commonName: "client",
                    uri: "spiffe://test.example/org/below",
                    notBefore: TestAuthority.start,
                    notAfter: TestAuthority.end
                )
            )
        )
    }
}
