package import Cryptography
package import Decisions
package import StrictJSON

/// Which entries somebody looks for; every condition given must hold.
package struct EntryQuery: Sendable, Hashable {
    /// Asked by, about, or on behalf of this organisation.
    package var organisation: ExactString?
    /// Decided by this policy, or refused for this reason code.
    package var rule: ExactString?
    /// From this moment on.
    package var since: Timestamp?
    /// Before this moment.
    package var until: Timestamp?
    /// Under the warrant of this keyed digest.
    package var warrant: SHA256Digest?
    /// Of this type.
    package var type: EntryType?
    /// Decisions that allowed, or that refused.
    package var isAllowed: Bool?

    /// A query without conditions.
    package init() {}

    /// Whether an entry is one of those looked for.
    package func matches(_ entry: EntryOutline) -> Bool {
        if let organisation, entry.organisation != organisation, entry.onBehalfOf != organisation {
            return false
        }
        if let rule, !entry.rules.contains(rule), !entry.reasons.contains(rule) { return false }
        if let since, entry.time < since { return false }
        if let until, entry.time >= until { return false }
        if let warrant, entry.warrant != warrant { return false }
        if let type, entry.type != type { return false }
        if let isAllowed, entry.isAllowed != isAllowed { return false }
        return true
    }
}
