/// The name constraints of an authority (RFC 5280 section 4.2.1.10), as written; matching is the verifier's.
package struct NameConstraints: Hashable, Sendable {
    /// What names must lie in; nil when the field is absent.
    package let permitted: [Subtree]?

    /// What names must not lie in; nil when the field is absent.
    package let excluded: [Subtree]?

    /// The base of one subtree.
    package enum Subtree: Hashable, Sendable {
        /// A host and everything below it.
        case dns([UInt8])
        /// A mailbox, a host, or everything below a host when it begins with a period.
        case mail([UInt8])
        /// The host of a URI, or everything below it when it begins with a period.
        case uri([UInt8])
        /// An address and its mask.
        case address([UInt8])
        /// A directory name or another kind, which OpenSSL judges.
        case other
    }

    package init(permitted: [Subtree]?, excluded: [Subtree]?) {
        self.permitted = permitted
        self.excluded = excluded
    }
}
