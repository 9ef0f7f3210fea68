import Cryptography
import Foundation
import Provisioning
import StrictJSON
import Support
import TLS
import Testing

@Suite("Issuing certificates")
struct IssuingTests {
    @Test(
        "a client and a server of every key are accepted by the gate's own verifier",
        arguments: SignatureAlgorithm.allCases
    )
    func accepted(algorithm: SignatureAlgorithm) async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            let root = try #require(desk.above.last)
            let client = try desk.issue(
                TestDesk.client("harbour"),
                forKey: TestDesk.key(algorithm),
                now: TestDesk.now
            )
            #expect(client.chain.count == 2)
            #expect(client.certificate.serial.count == 20)
            #expect(client.certificate.notBefore == TestDesk.now.adding(seconds: -300))
            let verified = try ChainJudge.accepted(
                client.chain,
                as: .client(pinnedKeys: []),
                under: [root],
                at: TestDesk.now
            )
            #expect(verified.certificate == client.certificate)
            #expect(verified.authorityKeys.first == desk.authority.certificate.publicKeyDigest)
            try ChainJudge.accepted(
                [client.certificate],
                as: .client(pinnedKeys: []),
                under: [desk.authority.certificate],
                at: TestDesk.now
            )
            let server = try desk.issue(
                TestDesk.server("gate.example"),
                forKey: TestDesk.key(algorithm),
                now: TestDesk.now
            )
            try ChainJudge.accepted(server.chain, as: .server, under: [root], at: TestDesk.now)
            #expect(throws: CertificateRefusal.self) {
                try ChainJudge.accepted(
                    server.chain,
                    as: .client(pinnedKeys: []),
                    under: [root],
                    at: TestDesk.now
                )
            }
            #expect(throws: CertificateRefusal.self) {
                try ChainJudge.accepted(client.chain, as: .server, under: [root], at: TestDesk.now)
            }
        }
    }

    @Test("names beyond the authority's limits, and names in a wrong form, are not issued and not kept")
    func names() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            let key = try TestDesk.key()
            for uri in ["spiffe://other.example/org/harbour", "\(TestDesk.prefix)", "urn:harbour"] {
                #expect(throws: IssuingError.self) {
                    try desk.issue(TestDesk.client("harbour", uri: uri), forKey: key, now: TestDesk.now)
                }
            }
            #expect(throws: IssuingError.self) {
                try desk.issue(TestDesk.server("under_score.example"), forKey: key, now: TestDesk.now)
            }
            var nobody = TestDesk.client("harbour")
            nobody.names = AlternativeNames()
            #expect(throws: IssuingError.self) { try desk.issue(nobody, forKey: key, now: TestDesk.now) }
            var both = TestDesk.server("gate.example")
            both.names.uris = ["\(TestDesk.prefix)harbour"]
            #expect(throws: IssuingError.self) { try desk.issue(both, forKey: key, now: TestDesk.now) }
            #expect(desk.register.issued.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.issuingFiles.issued).isEmpty)
        }
    }

    @Test("a URI is the prefix and a registered name, or one below the prefix")
    func uris() async throws {
        try await TestDesk.use { place in
            let register = try AuthorityRegister(of: place.issuingFiles)
            #expect(try register.uri(of: "harbour", asked: nil) == "spiffe://gate.example/org/harbour")
            #expect(
                try register.uri(of: "x", asked: "spiffe://gate.example/org/a/b")
                    == "spiffe://gate.example/org/a/b"
            )
            for name in [
                "", "Harbour", "-a", "a-", "a/b", "é", ExactString(String(repeating: "a", count: 65)),
            ] {
                #expect(throws: IssuingError.self) { try register.uri(of: name, asked: nil) }
            }
            #expect(throws: IssuingError.self) {
                try register.uri(of: "x", asked: "spiffe://gate.example.evil/org/a")
            }
            let root = try AuthorityRegister(of: place.rootFiles)
            #expect(throws: IssuingError.self) { try root.uri(of: "harbour", asked: nil) }
        }
    }

    @Test("a certificate that is asked for too long is refused, and none outlives its authority")
    func lengths() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            let key = try TestDesk.key()
            for days in [0, -1, 398, Int64.max] {
                #expect(throws: IssuingError.self) {
                    try desk.issue(TestDesk.client("harbour", days: days), forKey: key, now: TestDesk.now)
                }
            }
            let end = desk.authority.certificate.notAfter
            let late = end.adding(seconds: -86_400 * 10)
            #expect(throws: IssuingError.self) {
                try desk.issue(TestDesk.client("harbour", days: 11), forKey: key, now: late)
            }
            let cut = try desk.issue(TestDesk.client("harbour"), forKey: key, now: late)
            #expect(cut.certificate.notAfter == end)
            #expect(throws: IssuingError.self) {
                try desk.issue(TestDesk.client("harbour"), forKey: key, now: end.adding(seconds: 1))
            }
        }
    }

    @Test("the authority's own key, and a key that was lost, get no certificate")
    func keys() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            let own = desk.authority.key.publicKey.subjectPublicKeyInfo
            #expect(throws: IssuingError.self) {
                try desk.issue(TestDesk.client("harbour"), forKey: own, now: TestDesk.now)
            }
            let key = try TestDesk.key()
            let first = try desk.issue(TestDesk.client("harbour"), forKey: key, now: TestDesk.now)
            let second = try desk.issue(TestDesk.client("harbour"), forKey: key, now: TestDesk.now)
            #expect(first.certificate.serial != second.certificate.serial)
            _ = try desk.revoke(
                ExactString(Hex.encode(first.certificate.serial)),
                reason: .keyCompromise,
                note: nil,
                isForeign: false,
                now: TestDesk.now
            )
            #expect(throws: IssuingError.self) {
                try desk.issue(TestDesk.client("harbour"), forKey: key, now: TestDesk.now)
            }
        }
    }

    @Test("path lengths and the profiles of authorities are kept to")
    func paths() async throws {
        try await TestDesk.use { place in
            var desk = try place.desk()
            let below = AuthorityFounding.Plan(CertificateOrder(.builtIn(.issuing), name: "Third"))
            #expect(throws: IssuingError.self) {
                try AuthorityFounding.issuing(
                    below,
                    in: "\(place.folder)/third",
                    under: &desk,
                    now: TestDesk.now
                )
            }
            #expect(!FileManager.default.fileExists(atPath: "\(place.folder)/third"))
            var root = try TestDesk.open(place.rootFiles)
            var deep = below
            deep.order.pathLength = 1
            #expect(throws: IssuingError.self) {
                try AuthorityFounding.issuing(
                    deep,
                    in: "\(place.folder)/third",
                    under: &root,
                    now: TestDesk.now
                )
            }
            let leaf = AuthorityFounding.Plan(TestDesk.client("harbour"))
            #expect(throws: IssuingError.self) {
                try AuthorityFounding.root(leaf, in: "\(place.folder)/leaf", now: TestDesk.now)
            }
        }
    }

    @Test(
        "the limits of a prefix hold for what an authority below issues",
        arguments: ["gate.example", "*.gate.example"]
    )
    func limited(host: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var plan = AuthorityFounding.Plan(
                CertificateOrder(.builtIn(.root), name: "Root"),
                uriPrefix: TestDesk.prefix
            )
            let limit = try #require(NameConstraints.Subtree(text: "dns:gate.example"))
            plan.order.nameConstraints = NameConstraints(permitted: [limit], excluded: nil)
            let made = try AuthorityFounding.root(plan, in: "\(folder)/root", now: TestDesk.now)
            #expect(made.extensions.nameConstraints?.permitted?.count == 2)
            var desk = try TestDesk.open(AuthorityFiles("\(folder)/root"))
            let key = try TestDesk.key()
            _ = try desk.issue(TestDesk.client("harbour"), forKey: key, now: TestDesk.now)
            _ = try desk.issue(TestDesk.server(host), forKey: key, now: TestDesk.now)
            #expect(throws: IssuingError.self) {
                try desk.issue(TestDesk.server("gate.example.evil"), forKey: key, now: TestDesk.now)
            }
        }
    }

    @Test(
        "what is no prefix of URIs makes no authority",
        arguments: [
            "", "spiffe://", "spiffe:///org/", "spiffe://gate.example/org", "https://gate.example/org/",
            "spiffe://gate.example/a//", "spiffe://gate.example/../", "spiffe://Gate.example/org/",
            "spiffe://gate.example/a,b/", "spiffe://gate.example:1/", "spiffe://.example/org/",
            "spiffe://gate.example",
        ]
    )
    func prefixes(text: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let plan = AuthorityFounding.Plan(
                CertificateOrder(.builtIn(.root), name: "Root"),
                uriPrefix: ExactString(text)
            )
            #expect(throws: IssuingError.self) {
                try AuthorityFounding.root(plan, in: "\(folder)/root", now: TestDesk.now)
            }
            let made = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(made.isEmpty)
        }
    }

    @Test("the files of certs/ are the profiles that are built in, and a wrong one is refused with its place")
    func templates() async throws {
        for kind in CertificateKind.allCases {
            #expect(try CertificateTemplate(at: "certs/\(kind.rawValue).json") == .builtIn(kind))
        }
        let good = String(decoding: try TestFiles.bytes(atPath: "certs/client.json"), as: UTF8.self)
        try await TestFiles.withTemporaryFolder { folder in
            for (old, new) in [
                ("397", "398"), ("\"days\": 90", "\"days\": 400"), ("\"days\": 90", "\"days\": 0"),
                ("ES256", "RS256"), ("client", "everything"), ("\"days\"", "\"dais\""),
                ("5\n", "5,\n  \"pathLength\": 1\n"),
                ("5\n", "1441\n"),
            ] {
                let text = good.replacingOccurrences(of: old, with: new)
                #expect(text != good)
                try TestFiles.write(Array(text.utf8), toPath: "\(folder)/p.json")
                do {
                    _ = try CertificateTemplate(at: "\(folder)/p.json")
                    Issue.record("accepted with \(new)")
                } catch { #expect("\(error)".hasPrefix("\(folder)/p.json:")) }
            }
        }
    }
}
