import FrontEnd
import Synchronization

/// What the clients' listener has in hand; nothing before it stands.
final class ListenerLoad: Sendable {
    private let server = Mutex<FrontEndServer?>(nil)

    /// The listener stands.
    func set(_ server: FrontEndServer) { self.server.withLock { $0 = server } }

    /// Open connections, and requests that are being handled.
    var now: (connections: Int, requests: Int) {
        server.withLock { server in
            guard let server else { return (0, 0) }
            return (server.connections, server.requests.requests)
        }
    }
}
