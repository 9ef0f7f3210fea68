import Cryptography
import Glibc
import Support
import TLS
import TestAuthorities
import Testing

/// Revocation lists as files: what is taken, what is ignored, and whom an unusable one shuts out.
@Suite struct RevocationListTests {
    let authority: TestAuthority
    let other: TestAuthority

    init() throws {
        authority = try TestAuthority("one")
        other = try TestAuthority("other")
    }

    var both: [Certificate] { [authority.certificate, other.certificate] }

    /// What a server that trusts both authorities answers to a fresh client of one of them.
    func verdict(
        _ issued: CertificateAuthority.Issued,
        under revocations: Revocations
    ) throws -> String {
        let trust = ClientTrust(authorities: both, revocations: RevocationSource(revocations))
        let server = try TLSContext(
            server: authority.server(),
            clients: trust,
            generation: 1,
            clock: { TestAuthority.now }
        )
        let client = try TLSContext(client: issued.identity, servers: [authority.certificate])
        let pair = try TLSPair(server: server, client: client)
        try pair.pump()
        if pair.server.established != nil { return "accepted" }
        return pair.refusals.first?.reason.name ?? "nothing"
    }

    @Test func `one authority's list says nothing about the other's clients`() throws {
        let revoked = try authority.client()
        var revocations = Revocations()
        let list = try authority.revocationList(revoking: [revoked.certificate])
        #expect(revocations.load(pem: list.pem, for: both).isEmpty)
        #expect(try verdict(revoked, under: revocations) == "revoked")
        #expect(try verdict(authority.client(), under: revocations) == "accepted")
        #expect(try verdict(other.client(), under: revocations) == "accepted")
    }

    @Test func `an unreadable file shuts out those whom it speaks for, until a readable one comes`() throws {
        let revoked = try authority.client()
        let list = try authority.revocationList(revoking: [revoked.certificate])
        for broken in [Array(list.pem.dropLast(40)), [], Array("no list".utf8)] {
            var revocations = Revocations()
            let alarms = revocations.load(pem: broken, for: [authority.certificate])
            #expect(alarms.count == 1)
            #expect(alarms.first?.description.contains("clients are refused") == true)
            #expect(try verdict(authority.client(), under: revocations) == "revocation_unreadable")
            #expect(try verdict(other.client(), under: revocations) == "accepted")
            #expect(revocations.load(pem: list.pem, for: [authority.certificate]).isEmpty)
            #expect(try verdict(authority.client(), under: revocations) == "accepted")
            #expect(try verdict(revoked, under: revocations) == "revoked")
        }
    }

    @Test func `a list changed on the way shuts out its issuer's clients and nobody else's`() throws {
        var der = try authority.revocationList(revoking: []).der
        der[der.count - 1] ^= 1
        var revocations = Revocations()
        let alarms = revocations.load(pem: PEM.encode(label: "X509 CRL", der), for: both)
        guard case .unusable(let issuers, _)? = alarms.first else {
            Issue.record("\(alarms)")
            return
        }
        #expect(issuers == [authority.certificate.subject])
        #expect(try verdict(authority.client(), under: revocations) == "revocation_unreadable")
        #expect(try verdict(other.client(), under: revocations) == "accepted")
    }

    @Test func `an older list is ignored with an alarm and the newer one stays in force`() throws {
        let revoked = try authority.client()
        let newer = try authority.revocationList(number: 2, revoking: [revoked.certificate])
        let older = try authority.revocationList(number: 1, revoking: [])
        let contradicting = try authority.revocationList(number: 2, revoking: [])
        var revocations = Revocations()
        #expect(revocations.load(pem: newer.pem, for: both).isEmpty)
        #expect(revocations.load(pem: newer.pem, for: both).isEmpty)
        for list in [older, contradicting] {
            let alarms = revocations.load(pem: list.pem, for: both)
            let subject = authority.certificate.subject
            #expect(alarms == [.older(issuer: subject, number: list.number, newest: 2)])
            #expect(try verdict(revoked, under: revocations) == "revoked")
            #expect(try verdict(authority.client(), under: revocations) == "accepted")
        }
    }

    @Test func `after a restart a list older than ever accepted shuts out its issuer's clients`() throws {
        let key = authority.certificate.publicKeyDigest
        let older = try authority.revocationList(number: 4, revoking: [])
        let newest = try authority.revocationList(number: 5, revoking: [])
        var revocations = Revocations(newestNumbers: [key: 5])
        #expect(revocations.load(pem: older.pem, for: both).count == 1)
        #expect(try verdict(authority.client(), under: revocations) == "revocation_unreadable")
        #expect(revocations.load(pem: newest.pem, for: both).isEmpty)
        #expect(try verdict(authority.client(), under: revocations) == "accepted")
        #expect(revocations.newestNumbers == [key: 5])
    }

    @Test(
        .enabled(if: unsafe system("command -v openssl >/dev/null 2>&1") == 0, "openssl absent"),
        arguments: [
            ("a complete list", "authorityKeyIdentifier=keyid:always", true),
            ("a delta", "2.5.29.27=critical,DER:020101", false),
            ("an indirect list", "2.5.29.28=critical,DER:30038401ff", false),
            ("an unknown critical extension", "1.2.3.4=critical,DER:0500", false),
        ]
    )
    func `partial, indirect and not understood lists shut out their issuer's clients`(
        name: String,
        extensions: String,
        isTaken: Bool
    ) async throws {
        let list = try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write(authority.certificate.pem, toPath: "\(folder)/ca.pem")
            try TestFiles.write(authority.authority.key.pem(), toPath: "\(folder)/ca.key")
            let lines = [
                "[ca]", "default_ca=d", "[d]", "database=index", "crlnumber=number", "default_md=sha256",
                "certificate=ca.pem", "private_key=ca.key", "default_crl_days=9000", "crl_extensions=x",
                "[x]",
                extensions, "",
            ]
            try TestFiles.write(Array(lines.joined(separator: "\n").utf8), toPath: "\(folder)/cnf")
            let command =
                "cd \(folder) && : >index && echo 01 >number && openssl ca -config cnf -gencrl -out crl 2>log"
            try #require(unsafe system(command) == 0)
            return try TestFiles.bytes(atPath: "\(folder)/crl")
        }
        var revocations = Revocations()
        #expect(revocations.load(pem: list, for: both).isEmpty == isTaken)
        let expected = isTaken ? "accepted" : "revocation_unreadable"
        #expect(try verdict(authority.client(), under: revocations) == expected)
        #expect(try verdict(other.client(), under: revocations) == "accepted")
    }
}
