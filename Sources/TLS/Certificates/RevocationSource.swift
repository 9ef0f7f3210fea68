internal import Synchronization

/// The revocations in force, shared by every context and connection.
///
/// A replacement counts from the next question on: in handshakes, at resumption, and for requests on open connections.
package final class RevocationSource: Sendable {
    private let revocations: Mutex<Revocations>
    private let replacements = Atomic<UInt64>(0)

    /// A source that starts with these revocations.
    package init(_ revocations: Revocations = Revocations()) { self.revocations = Mutex(revocations) }

    /// What is in force now.
    package var current: Revocations { revocations.withLock { $0 } }

    /// How often the revocations were replaced.
    ///
    /// Read before `current`: then what was judged by `current` stands for as long as this number does.
    package var revision: UInt64 { replacements.load(ordering: .acquiring) }

    /// Puts other revocations in force.
    package func replace(with other: Revocations) {
        revocations.withLock { revocations in
            revocations = other
            replacements.add(1, ordering: .releasing)
        }
    }
}
