import Cryptography
import FrontEnd
import NIOCore
import NIOPosix
import Support
import Synchronization
import TLS
import TestAuthorities

/// A listening front end with a fresh authority, and the files that command-line clients need.
struct TestServer {
    let server: FrontEndServer
    let authority: TestAuthority
    let issued: CertificateAuthority.Issued
    let revocations: RevocationSource
    let events: Events
    /// Holds `ca.pem`, `client.pem`, `client.key`, `stranger.pem` and `stranger.key`.
    let folder: String

    var port: Int { server.address.port ?? 0 }

    /// What the front end reported.
    final class Events: Sendable {
        private let list = Mutex<[FrontEndEvent]>([])
        func add(_ event: FrontEndEvent) { list.withLock { $0.append(event) } }
        var handshakes: [HandshakeRefusal] {
            list.withLock { $0 }.compactMap {
                if case .handshakeRefused(let refusal) = $0 { refusal } else { nil }
            }
        }
        var requests: [FrontEndRefusal.Code] {
            list.withLock { $0 }.compactMap {
                if case .requestRefused(let refusal, _, _) = $0 { refusal.code } else { nil }
            }
        }
    }

    /// Runs `body` with a server, which is drained afterwards.
    static func with<R>(
        lowest: TLSVersion = .tls13,
        limits: HTTPLimits = .standard,
        bodyLimit: Int = 1_048_576,
        beginsAtOnce: Bool = false,
        algorithms: TLSAlgorithms = .fewKeyKinds,
        clock: @escaping @Sendable () -> Timestamp = { TestAuthority.now },
        identity: (TestAuthority, String) async throws -> TLSIdentity = { authority, _ in
            try authority.server()
        },
        organisation: @escaping @Sendable (VerifiedClient) -> String? = { $0.certificate.uriNames.first },
        handler: @escaping @Sendable (HTTPRequest) async -> HTTPAnswer = TestServer.echo,
        _ body: (TestServer) async throws -> R
    ) async throws -> R {
        try await TestFiles.withTemporaryFolder { folder in
            let authority = try TestAuthority()
            let revocations = RevocationSource()
            let context = try TLSContext(
                server: await identity(authority, folder),
                clients: ClientTrust(authorities: [authority.certificate], revocations: revocations),
                generation: 1,
                lowest: lowest,
                algorithms: algorithms,
                clock: clock
            )
            let events = Events()
            var configuration = FrontEndConfiguration(
                host: "127.0.0.1",
                port: 0,
                contexts: { context },
                organisation: organisation,
                route: { head in
                    .among(["/": ["POST", "GET", "HEAD"]], for: head, bodyLimit: { _ in bodyLimit })
                },
                observe: { events.add($0) },
                clock: clock,
                handler: handler
            )
            configuration.limits = limits.withoutHaste
            configuration.tlsLimits.handshakeDeadline = .hours(1)
            configuration.executor = OwnThread()
            configuration.beginsAtOnce = { _ in beginsAtOnce }
            let issued = try authority.client()
            let stranger = try TestAuthority("stranger").client()
            try TestFiles.write(authority.certificate.pem, toPath: "\(folder)/ca.pem")
            for (name, client) in [("client", issued), ("stranger", stranger)] {
                try TestFiles.write(client.certificate.pem, toPath: "\(folder)/\(name).pem")
                try TestFiles.write(client.key.pem(), toPath: "\(folder)/\(name).key")
            }
            let server = try await FrontEndServer.start(
                configuration,
                on: MultiThreadedEventLoopGroup.singleton
            )
            let running = TestServer(
                server: server,
                authority: authority,
                issued: issued,
                revocations: revocations,
                events: events,
                folder: folder
            )
            do {
                let result = try await body(running)
                _ = await server.drain(within: .seconds(5))
                return result
            } catch {
                _ = await server.drain(within: .seconds(5))
                throw error
            }
        }
    }

    /// Answers with what came in, as lines of text.
    static let echo: @Sendable (HTTPRequest) async -> HTTPAnswer = { request in
        if let limit = request.exceededBodyLimit {
            return HTTPAnswer(status: 413, body: Array("the body is larger than \(limit) bytes\n".utf8))
        }
        var lines = [
            "\(request.method) \(request.path) from \(request.client.certificate.uriNames.first ?? "nobody")"
        ]
        lines += request.fields.map { "\($0.name): \($0.value)" }
        lines += ["facts \(request.facts.count)", "bytes \(request.body.count)"]
        return HTTPAnswer(status: 200, body: Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// curl with HTTP/1.1, unless the options say otherwise, for this server and a client of these files.
    func curl(_ options: String, as client: String = "client") async throws -> Shell.Outcome {
        let files = "--cacert \(folder)/ca.pem --cert \(folder)/\(client).pem --key \(folder)/\(client).key"
        return try await Shell.run("curl -sS --noproxy '*' --http1.1 \(files) \(options)")
    }

    var address: String { "https://localhost:\(port)/" }

    /// `openssl s_client` with a request on its standard input, until the server closes.
    func openssl(_ options: String, sending text: String) async throws -> Shell.Outcome {
        let connect = "-connect localhost:\(port) -CAfile \(folder)/ca.pem"
        return try await Shell.run("printf '\(text)' | openssl s_client -ign_eof \(connect) \(options)")
    }

    var asClient: String { "-cert \(folder)/client.pem -key \(folder)/client.key" }
}

extension HTTPLimits {
    /// The same, with deadlines that no busy machine reaches; `ConnectionTimeTests` has a clock for the real ones.
    fileprivate var withoutHaste: HTTPLimits {
        var limits = self
        limits.headDeadline = .hours(1)
        limits.bodyDeadline = .hours(1)
        limits.idleDeadline = .hours(1)
        limits.answerDeadline = .hours(1)
        limits.lingerDeadline = .minutes(5)
        limits.floodWindow = .hours(1)
        return limits
    }
}
