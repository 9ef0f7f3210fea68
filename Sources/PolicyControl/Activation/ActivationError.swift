package import Cryptography

/// Why the log's account of bundles cannot be followed, or a bundle may not be used.
package enum ActivationError: Error, Hashable, Sendable {
    /// The log names no bundle yet: its first entry should.
    case noGenesis
    /// A second genesis, or one that is not the first entry.
    case misplacedGenesis(index: Int64)
    /// An activation that does not follow the bundle in force before it.
    case brokenChain(index: Int64, expected: SHA256Digest, found: SHA256Digest)
    /// Entries are not given in the log's order.
    case outOfOrder(index: Int64)
    /// The log never named this bundle.
    case neverActivated(SHA256Digest)
    /// The log named this bundle, and another is in force now.
    case notInForce(SHA256Digest, current: SHA256Digest)
}

extension ActivationError: CustomStringConvertible {
    /// Plain words.
    package var description: String {
        switch self {
        case .noGenesis: "the log names no bundle: its first entry should"
        case .misplacedGenesis(let index): "entry \(index): a genesis was expected at index 0 only"
        case .brokenChain(let index, let expected, let found):
            "entry \(index): activates in place of `\(found)`, but `\(expected)` was in force"
        case .outOfOrder(let index): "entry \(index): entries were expected in ascending order"
        case .neverActivated(let digest): "bundle `\(digest)` was never activated in this log"
        case .notInForce(let digest, let current):
            "bundle `\(digest)` is not in force: the log names `\(current)`"
        }
    }
}
