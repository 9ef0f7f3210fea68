import Cryptography
import FrontEnd
import Glibc
import Support
import TLS
import TestAuthorities
import Testing

/// Every kind of key that a certificate may hold, with OpenSSL's own programs at the other end.
@Suite(.ownThread, .enabled(if: Shell.has("openssl"), "openssl absent"))
struct KeyKindTests {
    /// A kind of key, as `openssl req -newkey` names it, in a handshake.
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: String
        let version: TLSVersion
        let algorithms: TLSAlgorithms
        var testDescription: String { "\(kind), \(version.rawValue), \(algorithms)" }

        /// For OpenSSL's programs.
        var only: String { version == .tls13 ? "-tls1_3" : "-tls1_2" }
    }

    /// What certificates may hold, in both versions, and the most common ones without the choice of kinds.
    static let all =
        kinds.flatMap { kind in
            [TLSVersion.tls13, .tls12].map { Case(kind: kind, version: $0, algorithms: .fewKeyKinds) }
        } + kinds.prefix(2).map { Case(kind: $0, version: .tls13, algorithms: .asConfigured) }

    /// TLS 1.2 asks that a client's curve also be one of the key exchange's, which P-521 is not here.
    static let clients = all.filter { $0.kind != p521 || $0.version == .tls13 }

    /// What they may not, with the refusal's name; a curve that TLS has no signatures for is not even shown.
    static let refused = [
        ("rsa:1024", "weak_key"), ("ed448", "weak_key"), (curve("secp256k1"), "no_certificate"),
    ].flatMap { kind, reason in
        [TLSAlgorithms.fewKeyKinds, .asConfigured].map {
            (Case(kind: kind, version: .tls13, algorithms: $0), reason)
        }
    }

    private static let kinds = [
        "rsa:2048", curve("P-256"), "rsa:3072", curve("P-384"), p521, "ed25519",
        "rsa-pss -pkeyopt rsa_keygen_bits:2048",
    ]
    private static let p521 = curve("P-521")
    private static func curve(_ name: String) -> String { "ec -pkeyopt ec_paramgen_curve:\(name)" }

    @Test func `few kinds of keys are used exactly where OpenSSL has its default provider alone`()
        async throws
    {
        let listed = try await Shell.run("openssl list -providers | grep '^  [^ ]'")
        let names = listed.output.split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(TLSContext.hasFewKeyKinds == (names == ["default"]))
    }

    @Test(arguments: clients) func `a client with such a key is served and known`(_ each: Case) async throws {
        try await served(each) { server in
            try await Self.makeIdentity("leaf", each.kind, server.authority, server.folder)
            let files = "-cert \(server.folder)/leaf.pem -key \(server.folder)/leaf.key"
            let outcome = try await server.openssl("\(each.only) \(files)", sending: Self.request)
            #expect(outcome.output.contains("GET / from spiffe://test.example/org/kind"))
            #expect(server.events.handshakes.isEmpty)
        }
    }

    @Test(arguments: all) func `a server with such a key is accepted by OpenSSL's client`(
        _ each: Case
    ) async throws {
        let identity = { (authority: TestAuthority, folder: String) in
            try await Self.makeIdentity("shown", each.kind, authority, folder)
        }
        try await served(each, as: identity) { server in
            let options = "\(each.only) -verify_return_error \(server.asClient)"
            let outcome = try await server.openssl(options, sending: Self.request)
            #expect(outcome.output.contains("Verification: OK"))
            #expect(outcome.output.contains("GET / from spiffe://test.example/org/one"))
        }
    }

    @Test(arguments: clients) func `OpenSSL's server with such a key is accepted, and accepts such a client`(
        _ each: Case
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let authority = try TestAuthority()
            try TestFiles.write(authority.certificate.pem, toPath: "\(folder)/ca.pem")
            let identity = try await Self.makeIdentity("leaf", each.kind, authority, folder)
            let server = try OpenSSLServer(
                "\(each.only) -cert \(folder)/leaf.pem -key \(folder)/leaf.key -CAfile \(folder)/ca.pem -Verify 1 "
                    + "-verify_return_error"
            )
            let client = try await RawClient.connect(
                port: try await server.port(),
                as: identity,
                trusting: authority,
                lowest: each.version,
                algorithms: each.algorithms
            )
            try await client.send("GET / HTTP/1.0\r\n\r\n")
            let page = await client.rest()
            #expect(page.contains("HTTP/1.0 200 ok"))
            #expect(page.contains("Verify return code: 0 (ok)"))
            await server.end()
        }
    }

    @Test(arguments: refused) func `a client with a key of another kind is refused, and the log says why`(
        each: Case,
        reason: String
    ) async throws {
        try await served(each) { server in
            try await Self.makeIdentity("leaf", each.kind, server.authority, server.folder)
            let files =
                "-cert \(server.folder)/leaf.pem -key \(server.folder)/leaf.key -cipher DEFAULT@SECLEVEL=0"
            let outcome = try await server.openssl("\(each.only) \(files)", sending: Self.request)
            #expect(!outcome.output.contains("from spiffe"))
            #expect(server.events.handshakes.map(\.reason.name) == [reason])
        }
    }

    private static let request = "GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n"

    private func served(
        _ each: Case,
        as identity: (TestAuthority, String) async throws -> TLSIdentity = { authority, _ in
            try authority.server()
        },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        // The certificates are made now, by OpenSSL's programs.
        try await TestServer.with(
            lowest: each.version,
            algorithms: each.algorithms,
            clock: { Timestamp(seconds: Int64(time(nil))) },
            identity: identity,
            body
        )
    }

    /// A certificate for client and server with a key of a kind, made with `openssl`: `NAME.pem` and `NAME.key`.
    @discardableResult
    private static func makeIdentity(
        _ name: String,
        _ kind: String,
        _ authority: TestAuthority,
        _ folder: String
    ) async throws -> TLSIdentity {
        try TestFiles.write(authority.certificate.pem, toPath: "\(folder)/issuer.pem")
        try TestFiles.write(authority.authority.key.pem(), toPath: "\(folder)/issuer.key")
        let extensions = """
            basicConstraints=critical,CA:FALSE
            keyUsage=critical,digitalSignature
            extendedKeyUsage=clientAuth,serverAuth
            subjectAltName=DNS:localhost,URI:spiffe://test.example/org/kind
            subjectKeyIdentifier=hash
            authorityKeyIdentifier=keyid:always

            """
        try TestFiles.write(Array(extensions.utf8), toPath: "\(folder)/extensions")
        let made = try await Shell.run(
            """
            cd \(folder) && openssl req -new -newkey \(kind) -nodes -keyout \(name).key -subj /CN=x -out csr && \
            openssl x509 -req -in csr -CA issuer.pem -CAkey issuer.key -days 30 -set_serial 77 \
            -extfile extensions -out \(name).pem
            """
        )
        try #require(made.status == 0, "\(made.output)")
        return try TLSIdentity(certificatesAt: "\(folder)/\(name).pem", keyAt: "\(folder)/\(name).key")
    }
}
