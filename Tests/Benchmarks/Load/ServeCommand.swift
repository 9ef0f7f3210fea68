import ArgumentParser
import Cryptography
import Foundation
import FrontEnd
import NIOCore
import NIOPosix
import TLS

/// The gate's front end with a trivial answer, in a process of its own so that its processor time can be told.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve-under-load",
        abstract: "Serves until its input ends; what the load benchmarks start.",
        shouldDisplay: false
    )

    @Argument(help: "A folder of throw-away keys.")
    var folder: String

    func run() async throws {
        let keys = ThrowAwayKeys(in: folder)
        let identity = try TLSIdentity(certificatesAt: keys.server, keyAt: keys.serverKey)
        let authorities = try Certificate.all(inPEM: PEMFile.read(keys.authority))
        let context = try TLSContext(
            server: identity,
            clients: ClientTrust(authorities: authorities, revocations: RevocationSource()),
            generation: 1,
            clock: { WallClock.now }
        )
        var configuration = FrontEndConfiguration(
            host: "127.0.0.1",
            port: 0,
            contexts: { context },
            organisation: { $0.certificate.uriNames.first },
            route: { .among(["/": ["GET"]], for: $0, bodyLimit: { _ in 0 }) },
            observe: { _ in },
            clock: { WallClock.now },
            handler: { _ in
                HTTPAnswer(
                    status: 200,
                    fields: [HeaderField("content-type", "text/plain")],
                    body: Array("hello".utf8)
                )
            }
        )
        configuration.limits.connectionsPerOrganisation = 4_000
        configuration.limits.requestsPerConnection = .max
        configuration.limits.requestsPerOrganisation = 4_000
        configuration.limits.requestsPerSecond = .max
        configuration.beginsAtOnce = { _ in true }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try await FrontEndServer.start(configuration, on: group)
        print("listening \(server.address.port ?? 0)")
        fflush(nil)
        _ = try? FileHandle.standardInput.readToEnd()
        _ = await server.drain(within: .seconds(1))
        try await group.shutdownGracefully()
    }
}
