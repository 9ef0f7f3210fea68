package import Cryptography

/// Notices that files changed and nobody loads them, when they are not loaded by themselves.
package struct ForgottenFiles: Sendable {
    /// Since when files differ from what is loaded.
    package private(set) var since: Timestamp?
    private var isSaid = false

    /// Nothing differs yet.
    package init() {}

    /// What a look found; the moment since when files differ, once, when that is five minutes ago.
    package mutating func look(isPending: Bool, at now: Timestamp) -> Timestamp? {
        guard isPending else {
            since = nil
            isSaid = false
            return nil
        }
        guard let since else {
            since = now
            return nil
        }
        guard !isSaid, now.seconds - since.seconds >= Self.patience else { return nil }
        isSaid = true
        return since
    }

    /// Seconds after which somebody must have forgotten to load what changed.
    private static let patience: Int64 = 300
}
