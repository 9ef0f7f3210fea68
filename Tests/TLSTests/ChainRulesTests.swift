import Cryptography
import Glibc
import Support
import TLS
import TestAuthorities
import Testing

/// Chains that our own authority cannot issue, made with the `openssl` command; the rules look at no signature.
@Suite(.enabled(if: unsafe system("command -v openssl >/dev/null 2>&1") == 0, "openssl absent"))
struct ChainRulesTests {
    /// One pair of authority and client: what differs from an honest pair, and what becomes of it.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var authority: [String: String] = [:]
        var leaf: [String: String] = [:]
        var key = "ec -pkeyopt ec_paramgen_curve:P-256"
        let expected: CertificateRefusal.Code?

        init(
            _ description: String,
            authority: [String: String] = [:],
            leaf: [String: String] = [:],
            key: String? = nil,
            _ expected: CertificateRefusal.Code?
        ) {
            testDescription = description
            self.authority = authority
            self.leaf = leaf
            if let key { self.key = key }
            self.expected = expected
        }

        static func named(_ name: String, under limit: String, _ expected: CertificateRefusal.Code?) -> Case {
            Case(
                "\(name) under \(limit)",
                authority: ["nameConstraints": "critical,\(limit)"],
                leaf: ["subjectAltName": name],
                expected
            )
        }
    }

    static let extensions = [
        Case("an honest pair", nil),
        Case("a critical purpose", leaf: ["extendedKeyUsage": "critical,clientAuth"], .badExtension),
        Case("any purpose", leaf: ["extendedKeyUsage": "clientAuth,anyExtendedKeyUsage"], .noClientUsage),
        Case("a root with a purpose", authority: ["extendedKeyUsage": "clientAuth"], .badExtension),
        Case(
            "limits in a leaf",
            leaf: ["nameConstraints": "critical,permitted;DNS:a.example"],
            .badExtension
        ),
        Case(
            "limits not critical",
            authority: ["nameConstraints": "permitted;URI:test.example"],
            .badExtension
        ),
        Case("limits of nothing", authority: ["nameConstraints": "critical,DER:3000"], .badExtension),
        Case("an empty limit", authority: ["nameConstraints": "critical,DER:3002a000"], .badExtension),
        Case("policies", authority: ["policyConstraints": "requireExplicitPolicy:3"], .badExtension),
        Case(
            "critical policies",
            authority: ["policyConstraints": "critical,requireExplicitPolicy:3"],
            nil
        ),
        Case("critical names", leaf: ["subjectAltName": "critical,URI:spiffe://a.example/b"], .badExtension),
        Case("a malformed extension", leaf: ["authorityInfoAccess": "DER:0500"], .badExtension),
        Case("bytes behind an extension", leaf: ["authorityInfoAccess": "DER:30000500"], .badExtension),
        Case(
            "a critical key identifier",
            leaf: ["subjectKeyIdentifier": "critical,DER:0401aa"],
            .badExtension
        ),
        Case("no authority key identifier", leaf: ["authorityKeyIdentifier": "none"], .keyIdentifier),
        Case(
            "an authority without identifier",
            authority: ["subjectKeyIdentifier": "none"],
            leaf: ["authorityKeyIdentifier": "DER:30048002aabb"],
            .keyIdentifier
        ),
        Case(
            "a root that names its certificate",
            authority: ["authorityKeyIdentifier": "keyid:always,issuer:always"],
            .keyIdentifier
        ),
        Case("a root that names its key", authority: ["authorityKeyIdentifier": "keyid:always"], nil),
        Case("a weak authority", key: "ec -pkeyopt ec_paramgen_curve:P-224", .weakKey),
        Case("RSA of 2052 bits", key: "rsa:2052", .weakKey),
    ]

    static let names = [
        Case("an underscore", leaf: ["subjectAltName": "DNS:a_b.example"], .badName),
        Case("an address as DNS name", leaf: ["subjectAltName": "DNS:192.0.2.1"], .badName),
        Case("a wildcard over all", leaf: ["subjectAltName": "DNS:*.example"], .badName),
        Case("a wildcard inside", leaf: ["subjectAltName": "DNS:a.*.b.example"], .badName),
        Case(
            "a label of 64",
            leaf: ["subjectAltName": "DNS:\(String(repeating: "a", count: 64)).b"],
            .badName
        ),
        Case("a hyphen in front", leaf: ["subjectAltName": "DNS:-a.example"], .badName),
        Case("a wildcard", leaf: ["subjectAltName": "DNS:*.a.example"], nil),
        Case("a relative URI", leaf: ["subjectAltName": "URI:org/one"], .badName),
        Case("two at signs", leaf: ["subjectAltName": "email:a@b@c.example"], .badName),
        Case("no names", leaf: ["subjectAltName": "DER:3000"], .badName),
    ]

    static let limits: [Case] = [
        .named("DNS:a.b.example", under: "permitted;DNS:b.example", nil),
        .named("DNS:A.B.example", under: "permitted;DNS:b.EXAMPLE", nil),
        .named("DNS:ab.example", under: "permitted;DNS:b.example", .nameConstraint),
        .named("URI:spiffe://x.example/a", under: "permitted;DNS:b.example", nil),
        .named("DNS:*.b.example", under: "excluded;DNS:a.b.example", .nameConstraint),
        .named("DNS:*.b.example", under: "excluded;DNS:c.example", nil),
        .named("DNS:a.b.example", under: "permitted;DNS:.b.example", .nameConstraint),
        .named("DNS:a.b.example", under: "permitted;DNS:*.b.example", .nameConstraint),
        .named("IP:192.0.2.1", under: "permitted;IP:192.0.2.0/255.255.255.0", nil),
        .named("IP:192.0.3.1", under: "permitted;IP:192.0.2.0/255.255.255.0", .nameConstraint),
        .named("IP:192.0.2.1", under: "excluded;IP:192.0.0.0/255.255.0.0", .nameConstraint),
        .named("IP:192.0.2.1", under: "permitted;IP:192.0.2.1/255.0.255.255", .nameConstraint),
        .named("IP:2001:db8::1", under: "permitted;IP:192.0.2.0/255.255.255.0", .nameConstraint),
        .named("URI:spiffe://b.example/org/one", under: "permitted;URI:b.example", nil),
        .named("URI:spiffe://a.b.example/org/one", under: "permitted;URI:b.example", .nameConstraint),
        .named("URI:spiffe://u@a.b.example:1/one", under: "permitted;URI:.b.example", nil),
        .named("URI:urn:a:b", under: "permitted;URI:b.example", .nameConstraint),
        .named("URI:urn:a:b", under: "excluded;URI:b.example", .nameConstraint),
        .named("email:a@b.example", under: "permitted;email:b.example", nil),
        .named("email:a@c.b.example", under: "permitted;email:b.example", .nameConstraint),
        .named("email:a@c.b.example", under: "permitted;email:.b.example", nil),
        .named("email:*@b.example", under: "permitted;email:*@b.example", nil),
        .named("email:u@b.example", under: "permitted;email:*@b.example", .nameConstraint),
        .named("email:u@b.example", under: "permitted;email:a@b@c.example", .nameConstraint),
    ]

    @Test(arguments: extensions + names + limits)
    func `extensions, key identifiers and names are held to the rules`(
        pair: Case
    ) async throws {
        let chain = try await Self.chain(pair)
        #expect(ChainRules.refusal(of: chain)?.code == pair.expected)
    }

    @Test func `an authority between leaf and anchor has a proper serial number`() async throws {
        let chain = try await Self.chain(Case("", nil), serial: "0")
        let root = try TestAuthority().certificate
        #expect(ChainRules.refusal(of: chain) == nil)
        #expect(ChainRules.refusal(of: chain + [root])?.code == .badSerial)
    }

    @Test func `an extension that is there twice is refused whether it is known or not`() async throws {
        let twins = ["1.2.3.4": "DER:0500", "1.2.3.5": "DER:0500"]
        let chain = try await Self.chain(Case("", leaf: twins, nil))
        let changed = try Self.replacing([6, 3, 0x2a, 3, 5], with: [6, 3, 0x2a, 3, 4], in: chain[0])
        #expect(ChainRules.refusal(of: chain) == nil)
        #expect(ChainRules.refusal(of: [changed, chain[1]])?.code == .badExtension)
    }

    @Test func `a date before 2050 in the form of later ones is refused`() async throws {
        let chain = try await Self.chain(Case("", nil), days: 20_000)
        let changed = try Self.replacing(Array("208".utf8), with: Array("204".utf8), in: chain[0])
        #expect(ChainRules.refusal(of: chain) == nil)
        #expect(ChainRules.refusal(of: [changed, chain[1]])?.code == .badValidity)
    }

    private static func replacing(
        _ old: [UInt8],
        with new: [UInt8],
        in certificate: Certificate
    ) throws -> Certificate {
        var der = certificate.der
        let starts = der.indices.dropLast(old.count - 1)
        let start = try #require(starts.first { der[$0...].starts(with: old) })
        der.replaceSubrange(start..<start + old.count, with: new)
        return try Certificate(der: der)
    }

    /// Leaf and root of a case.
    private static func chain(
        _ pair: Case,
        serial: String = "1",
        days: Int = 30
    ) async throws -> [Certificate] {
        try await TestFiles.withTemporaryFolder { folder in
            let authority = [
                "basicConstraints": "critical,CA:TRUE", "keyUsage": "critical,keyCertSign,cRLSign",
                "subjectKeyIdentifier": "hash",
            ].merging(pair.authority) { $1 }
            let leaf = [
                "basicConstraints": "critical,CA:FALSE", "keyUsage": "critical,digitalSignature",
                "extendedKeyUsage": "clientAuth", "subjectAltName": "URI:spiffe://test.example/org/one",
                "subjectKeyIdentifier": "hash", "authorityKeyIdentifier": "keyid:always",
            ].merging(pair.leaf) { $1 }
            let sections =
                "[req]\ndistinguished_name=dn\n[dn]\n"
                + "[authority]\n\(lines(authority))[leaf]\n\(lines(leaf))"
            try TestFiles.write(Array(sections.utf8), toPath: "\(folder)/cnf")
            let made = unsafe system(
                """
                cd \(folder) && exec 2>log && openssl req -x509 -newkey \(pair.key) -nodes -keyout ca.key -subj /CN=ca \
                -config cnf -extensions authority -set_serial \(serial) -days 30 -out ca.pem \
                && openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -subj /CN=x \
                -config cnf -out csr && openssl x509 -req -in csr -CA ca.pem -CAkey ca.key -days \(days) -set_serial 1 \
                -extfile cnf -extensions leaf -out leaf.pem
                """
            )
            try #require(made == 0)
            return try ["leaf", "ca"].map { name in
                try #require(
                    Certificate.all(inPEM: TestFiles.bytes(atPath: "\(folder)/\(name).pem")).first
                )
            }
        }
    }

    private static func lines(_ extensions: [String: String]) -> String {
        // The subject's key identifier is written before the issuer's, which may be the same.
        extensions.sorted { $0.key > $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()
    }
}
