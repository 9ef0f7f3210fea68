package import Cryptography
package import Decisions

/// Which bundle was in force when, as the log's genesis and activation entries tell it.
package struct ActivationHistory: Sendable {
    /// The activations in the log's order; the first is the genesis.
    package private(set) var activations: [Activation] = []

    /// One bundle taking effect.
    package struct Activation: Hashable, Sendable {
        /// The bundle.
        package let bundle: BundleReference
        /// The index of the entry with which it took effect.
        package let index: Int64
        /// Whether it belongs to a root made for trying things out.
        package let isDemonstration: Bool
    }

    /// A history without entries.
    package init() {}

    /// Takes in the log's first entry.
    package mutating func add(_ record: GenesisRecord, at index: Int64) throws(ActivationError) {
        guard activations.isEmpty, index == 0 else { throw .misplacedGenesis(index: index) }
        append(record.bundle, index, record.isDemonstration)
    }

    /// Takes in an activation.
    package mutating func add(_ record: BundleActivatedRecord, at index: Int64) throws(ActivationError) {
        guard let last = activations.last else { throw .noGenesis }
        guard index > last.index else { throw .outOfOrder(index: index) }
        guard record.previous == last.bundle.digest else {
            throw .brokenChain(index: index, expected: last.bundle.digest, found: record.previous)
        }
        append(record.bundle, index, record.isDemonstration)
    }

    /// The activation in force now.
    package var current: Activation? { activations.last }

    /// The activation in force at an entry; an activation is in force from its own entry on.
    package func activation(at index: Int64) -> Activation? { activations.last { $0.index <= index } }

    /// Whether the log ever named a bundle.
    package func names(_ digest: SHA256Digest) -> Bool { activations.contains { $0.bundle.digest == digest } }

    /// The activation of a bundle that is about to be used; throws unless it is the one in force.
    package func require(_ digest: SHA256Digest) throws(ActivationError) -> Activation {
        guard let current else { throw .noGenesis }
        guard current.bundle.digest == digest else {
            throw names(digest)
                ? .notInForce(digest, current: current.bundle.digest) : .neverActivated(digest)
        }
        return current
    }

    private mutating func append(_ bundle: BundleReference, _ index: Int64, _ isDemonstration: Bool) {
        activations.append(Activation(bundle: bundle, index: index, isDemonstration: isDemonstration))
    }
}
