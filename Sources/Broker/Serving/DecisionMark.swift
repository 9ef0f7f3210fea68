import Synchronization

/// How many entries a request causes, as the recorder tells whoever handed the request over.
final class DecisionMark: Sendable {
    private let recorded = Mutex(0)

    /// The decision is an entry, and a permit's outcome will be one.
    func set(isPermit: Bool) {
        recorded.withLock { $0 = isPermit ? EntryBudget.entriesPerRequest : 1 }
    }

    /// How many: none, a refusal, or a permit with its outcome.
    var entries: Int { recorded.withLock { $0 } }
}
