internal import Synchronization

/// The revocations in force, shared by every context and connection.
///
/// A replacement counts from the next question on: in handshakes, at resumption, and for requests on open connections.
package final class RevocationSource: Sendable {
    private let revocations: Mutex<Revocations>

    /// A source that starts with these revocations.
    package init(_ revocations: Revocations = Revocations()) { self.revocations = Mutex(revocations) }

    /// What is in force now.
    package var current: Revocations { revocations.withLock { $0 } }

    /// Puts other revocations in force.
    package func replace(with other: Revocations) { revocations.withLock { $0 = other } }
}
