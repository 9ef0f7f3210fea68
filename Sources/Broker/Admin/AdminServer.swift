import Glibc
package import NIOCore
import NIOPosix

/// The admin listener: reads only, on loopback or a Unix socket, never where clients connect.
package final class AdminServer: Sendable {
    /// Where it listens: `127.0.0.1:PORT` or `unix:PATH`.
    package let address: String

    private let listener: any Channel
    private let socket: String?

    private init(_ listener: any Channel, _ address: String, _ socket: String?) {
        self.listener = listener
        self.address = address
        self.socket = socket
    }

    /// Starts to listen; `answer` gives the answer to a path, on an event loop, and does not block.
    ///
    /// - Throws: `StartError` naming the address.
    package static func start(
        at address: AdminAddress,
        on group: any EventLoopGroup,
        answer: @escaping @Sendable (String) -> AdminAnswer
    ) async throws -> AdminServer {
        let open = OpenConnections(limit: Self.connections)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard open.enter() else { throw StartError("too many connections") }
                    channel.closeFuture.whenComplete { _ in open.leave() }
                    try channel.pipeline.syncOperations.addHandler(AdminConnection(answer))
                }
            }
        do {
            switch address {
            case .loopback(let host, let port):
                let listener = try await bootstrap.bind(host: host, port: port).get()
                return AdminServer(listener, listener.localAddress?.text ?? "\(host):\(port)", nil)
            case .socket(let path):
                let listener = try await bootstrap.bind(
                    unixDomainSocketPath: path,
                    cleanupExistingSocketFile: true
                ).get()
                guard unsafe chmod(path, 0o600) == 0 else {
                    try? await listener.close()
                    throw StartError("its mode cannot be set")
                }
                return AdminServer(listener, "unix:\(path)", path)
            }
        } catch {
            throw StartError(
                "the admin listener at \(address.words): \(error); choose another with `admin.listen`"
            )
        }
    }

    /// Stops to listen.
    package func stop() async {
        try? await listener.close()
        if let socket { _ = unsafe unlink(socket) }
    }

    private static let connections = 64
}

extension AdminAddress {
    fileprivate var words: String {
        switch self {
        case .loopback(let host, let port): "\(host):\(port)"
        case .socket(let path): path
        }
    }
}
