internal import Cedar
internal import Cryptography
internal import StrictJSON
internal import Synchronization

/// What an entry says of whom and what a request is about, beside the context: all of it follows from the bundle.
struct Surroundings: Sendable {
    /// Who asked, and then whom they act for.
    let principals: [JSONObject]
    /// The resource with its attributes; nil when it is no entity.
    let resource: JSONObject?
    /// The digest of the entities that the request is about.
    let digest: SHA256Digest

    /// Names that settle the rest, under one bundle.
    struct Key: Hashable, Sendable {
        let caller: ExactString
        let actedFor: ExactString?
        let operation: ExactString
        let resource: EntityUID
    }

    /// What was worked out once, so that it is not worked out for every request.
    ///
    /// Holds registered names only, and never more than ``most`` of them: what clients send does not make it grow.
    final class Memo: Sendable {
        private let known = Mutex<[Key: Surroundings]>([:])

        /// What was worked out for names, or else what `make` works out.
        func value(_ key: Key, _ make: () -> Surroundings) -> Surroundings {
            if let found = known.withLock({ $0[key] }) { return found }
            let made = make()
            known.withLock { known in
                if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
                known[key] = made
            }
            return made
        }

        private static let most = 4_096
    }
}
