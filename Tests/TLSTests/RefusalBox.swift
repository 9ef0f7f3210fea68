import Synchronization
import TLS

/// Collects refusals from whatever thread reports them.
final class RefusalBox: Sendable {
    private let list = Mutex<[HandshakeRefusal]>([])
    func add(_ refusal: HandshakeRefusal) { list.withLock { $0.append(refusal) } }
    var refusals: [HandshakeRefusal] { list.withLock { $0 } }
}
