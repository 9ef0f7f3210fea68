import Synchronization

/// Whether a request's decision was recorded, as the recorder tells whoever handed the request over.
final class DecisionMark: Sendable {
    private let recorded = Mutex(false)

    /// The decision is an entry.
    func set() { recorded.withLock { $0 = true } }

    /// Whether it is.
    var isSet: Bool { recorded.withLock { $0 } }
}
