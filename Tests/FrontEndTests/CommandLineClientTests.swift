import Cryptography
import FrontEnd
import NIOCore
import Support
import TLS
import TestAuthorities
import Testing

@Suite(.ownThread, .enabled(if: Shell.has("openssl") && Shell.has("curl"), "openssl or curl absent"))
struct CommandLineClientTests {
    static let request = "GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n"

    @Test func `curl is answered over HTTP 1.1`() async throws {
        try await TestServer.with { server in
            let outcome = try await server.curl(
                "-d hello -w '%{http_version} %{http_code}' \(server.address)"
            )
            #expect(outcome.status == 0)
            #expect(outcome.output.contains("bytes 5"))
            #expect(outcome.output.hasSuffix("1.1 200"))
        }
    }

    @Test func `curl keeps its connection for several requests`() async throws {
        try await TestServer.with { server in
            let outcome = try await server.curl(
                "-o /dev/null -o /dev/null -w '%{num_connects} ' \(server.address) \(server.address)"
            )
            #expect(outcome.output == "1 0 ")
        }
    }

    @Test func `curl that waits for 100 Continue sends its large body`() async throws {
        try await TestServer.with(bodyLimit: 8_000_000) { server in
            let outcome = try await Shell.run("head -c 7000000 /dev/zero > \(server.folder)/big")
            #expect(outcome.status == 0)
            let options =
                "-v -H 'Expect: 100-continue' --expect100-timeout 60 --data-binary @\(server.folder)/big"
            let answer = try await server.curl("\(options) \(server.address)")
            #expect(answer.output.contains("HTTP/1.1 100 Continue"))
            #expect(answer.output.contains("bytes 7000000"))
        }
    }

    @Test func `curl with a chunked body is answered`() async throws {
        try await TestServer.with { server in
            let outcome = try await server.curl("-H 'Transfer-Encoding: chunked' -d hello \(server.address)")
            #expect(outcome.output.contains("bytes 5"))
        }
    }

    @Test func `HEAD has no body and an unknown method is refused`() async throws {
        try await TestServer.with { server in
            #expect(try await server.curl("-I \(server.address)").output.contains("content-length: "))
            #expect(try await server.curl("-i -X BREW \(server.address)").output.hasPrefix("HTTP/1.1 501 "))
            let put = try await server.curl("-i -X PUT \(server.address)")
            #expect(put.output.hasPrefix("HTTP/1.1 405 "))
            #expect(put.output.contains("allow: POST, GET, HEAD"))
            #expect(try await server.curl("-i \(server.address)x").output.hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test func `an untrusted certificate is told unknown_ca and reported with its fingerprint`() async throws
    {
        try await TestServer.with { server in
            let outcome = try await server.curl(server.address, as: "stranger")
            #expect(outcome.status != 0)
            #expect(outcome.output.contains("unknown ca"))
            let options = "-cert \(server.folder)/stranger.pem -key \(server.folder)/stranger.key"
            let openssl = try await server.openssl(options, sending: Self.request)
            #expect(openssl.output.contains("SSL alert number 48"))
            let shown = try Certificate.all(inPEM: TestFiles.bytes(atPath: "\(server.folder)/stranger.pem"))
            #expect(
                server.events.handshakes.map(\.reason)
                    == Array(repeating: .certificate(.untrustedAuthority), count: 2)
            )
            #expect(server.events.handshakes.allSatisfy { $0.presented == shown.first?.fingerprint })
            #expect(server.events.handshakes.allSatisfy { $0.peer.hasPrefix("127.0.0.1:") })
        }
    }

    @Test func `a client without a certificate is told certificate_required`() async throws {
        try await TestServer.with { server in
            let outcome = try await server.openssl("", sending: Self.request)
            #expect(outcome.output.contains("SSL alert number 116"))
            #expect(!outcome.output.contains("HTTP/1.1"))
            #expect(server.events.handshakes.map(\.reason) == [.noCertificate])
        }
    }

    @Test func `a revoked certificate is told certificate_revoked`() async throws {
        try await TestServer.with { server in
            server.revocations.replace(with: try revoked(server))
            let outcome = try await server.openssl(server.asClient, sending: Self.request)
            #expect(outcome.output.contains("SSL alert number 44"))
            #expect(!outcome.output.contains("HTTP/1.1"))
        }
    }

    @Test func `TLS 1.2 is refused unless it is asked for`() async throws {
        try await TestServer.with { server in
            let outcome = try await server.openssl("-tls1_2 \(server.asClient)", sending: Self.request)
            #expect(outcome.output.contains("SSL alert number 70"))
        }
        try await TestServer.with(lowest: .tls12) { server in
            let outcome = try await server.openssl("-tls1_2 \(server.asClient)", sending: Self.request)
            #expect(outcome.output.contains("HTTP/1.1 200 OK"))
            #expect(outcome.output.contains("Compression: NONE"))
            let old = try await server.openssl(
                "-tls1_1 -cipher ALL:@SECLEVEL=0 \(server.asClient)",
                sending: Self.request
            )
            #expect(!old.output.contains("HTTP/1.1 200 OK"))
        }
    }

    @Test func `a renegotiation is refused`() async throws {
        try await TestServer.with(lowest: .tls12) { server in
            let connect = "-connect localhost:\(server.port) -CAfile \(server.folder)/ca.pem"
            let outcome = try await Shell.run(
                "printf 'R\\n' | openssl s_client -tls1_2 \(connect) \(server.asClient)"
            )
            #expect(outcome.output.contains("RENEGOTIATING"))
            #expect(outcome.output.contains("no renegotiation"))
        }
    }

    @Test func `a client that offers neither HTTP 1.1 nor HTTP 2 is refused, and HTTP 2 is preferred`()
        async throws
    {
        try await TestServer.with { server in
            let other = try await server.openssl("-alpn h3,spdy/3 \(server.asClient)", sending: Self.request)
            #expect(other.output.contains("SSL alert number 120"))
            let old = try await server.openssl("-alpn h3,http/1.1 \(server.asClient)", sending: Self.request)
            #expect(old.output.contains("ALPN protocol: http/1.1"))
            #expect(old.output.contains("HTTP/1.1 200 OK"))
            let both = try await server.curl("-o /dev/null -w '%{http_version}' --http2 \(server.address)")
            #expect(both.output == "2")
        }
    }

    @Test func `curl is answered over HTTP 2, several times on one connection, with its certificate's name`()
        async throws
    {
        try await TestServer.with { server in
            let options = "--http2 -d hello -w '%{http_version} %{http_code} %{num_connects}\\n'"
            let outcome = try await server.curl("\(options) \(server.address) \(server.address)")
            #expect(outcome.output.ranges(of: "POST / from spiffe://test.example/org/one").count == 2)
            #expect(outcome.output.contains("bytes 5\n2 200 1\n"))
            #expect(outcome.output.hasSuffix("bytes 5\n2 200 0\n"))
        }
    }

    @Test func `over HTTP 2 HEAD has no body and refusals have the statuses of HTTP 1.1`() async throws {
        try await TestServer.with { server in
            let head = try await server.curl("--http2 -I \(server.address)").output
            #expect(head.hasPrefix("HTTP/2 200") && head.contains("content-length: "))
            #expect(
                try await server.curl("--http2 -i -X BREW \(server.address)").output.hasPrefix("HTTP/2 501")
            )
            let put = try await server.curl("--http2 -i -X PUT \(server.address)").output
            #expect(put.hasPrefix("HTTP/2 405") && put.contains("allow: POST, GET, HEAD"))
            #expect(try await server.curl("--http2 -i \(server.address)x").output.hasPrefix("HTTP/2 404"))
        }
    }

    @Test func `curl sends a large body over HTTP 2, and one that is too large is answered`() async throws {
        try await TestServer.with(bodyLimit: 8_000_000) { server in
            let made = try await Shell.run(
                "head -c 7000000 /dev/zero > \(server.folder)/big; head -c 9000000 /dev/zero > \(server.folder)/bigger"
            )
            #expect(made.status == 0)
            let options = "--http2 -H 'Expect: 100-continue' --expect100-timeout 60"
            let big = try await server.curl(
                "\(options) --data-binary @\(server.folder)/big \(server.address)"
            )
            #expect(big.output.contains("bytes 7000000"))
            let bigger = try await server.curl(
                "--http2 -i --data-binary @\(server.folder)/bigger \(server.address)"
            )
            #expect(bigger.output.contains("HTTP/2 413"))
            #expect(server.server.requests == (0, 0))
        }
    }

    @Test(arguments: [TLSVersion.tls13, .tls12])
    func `a session is resumed until its certificate is revoked`(version: TLSVersion) async throws {
        try await TestServer.with(lowest: version) { server in
            let option = version == .tls12 ? "-tls1_2" : "-tls1_3"
            let session = "\(server.folder)/session"
            let options = "\(option) \(server.asClient)"
            let first = try await server.openssl("\(options) -sess_out \(session)", sending: Self.request)
            #expect(first.output.contains("New, "))
            let second = try await server.openssl(
                "\(options) -sess_in \(session) -sess_out \(session)",
                sending: Self.request
            )
            #expect(second.output.contains("Reused, "))
            #expect(second.output.contains("from spiffe://test.example/org/one"))
            server.revocations.replace(with: try revoked(server))
            let third = try await server.openssl("\(options) -sess_in \(session)", sending: Self.request)
            #expect(third.output.contains("Reused, "))
            #expect(!third.output.contains("HTTP/1.1"))
            #expect(server.events.handshakes.map(\.reason) == [.certificate(.revoked)])
            #expect(server.events.handshakes.first?.presented == server.issued.certificate.fingerprint)
            let fourth = try await server.openssl("\(options) -sess_in \(session)", sending: Self.request)
            #expect(!fourth.output.contains("HTTP/1.1"))
            let fifth = try await server.openssl(options, sending: Self.request)
            #expect(fifth.output.contains("SSL alert number 44"))
        }
    }

    @Test func `early data is not taken`() async throws {
        try await TestServer.with { server in
            let session = "\(server.folder)/session"
            _ = try await server.openssl("\(server.asClient) -sess_out \(session)", sending: Self.request)
            let shown = try await Shell.run("openssl sess_id -in \(session) -noout -text")
            #expect(shown.output.contains("Max Early Data: 0"))
        }
    }

    private func revoked(_ server: TestServer) throws -> Revocations {
        var revocations = Revocations()
        let list = try server.authority.revocationList(revoking: [server.issued.certificate])
        try revocations.add(list, signedByOneOf: [server.authority.certificate])
        return revocations
    }
}
