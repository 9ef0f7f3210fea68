package import Cryptography
package import StrictJSON

/// An entry before the log gives it a place: the log adds `v`, `type`, `origin`, `index`, `time` and `nonce`.
///
/// When ``warrantUse`` is there the log also adds `use`: `{"n": 1, "of": 3}`, counted in the same transaction.
/// A body must use none of these names.
package struct EntryDraft: Sendable {
    /// The kind of entry.
    package let type: EntryType
    /// The entry's own members, in the log's canonical profile.
    package let body: JSONObject
    /// The request's one clock reading, or the moment of the event.
    package let time: Timestamp
    /// The warrant's use to count, conditional on uses being left.
    package let warrantUse: WarrantUse?
    /// The bundle that must be in force when the entry is committed.
    package let requiredBundle: SHA256Digest?
    /// ``body`` in canonical form, once it was made.
    private var canonical: CanonicalBody?
    /// The clear values behind the body's commitments: stored encrypted beside the leaf, in the same transaction.
    package let personal: [PersonalValue]

    /// A draft of an entry.
    package init(
        type: EntryType,
        body: JSONObject,
        time: Timestamp,
        warrantUse: WarrantUse? = nil,
        requiredBundle: SHA256Digest? = nil,
        personal: [PersonalValue] = []
    ) {
        self.type = type
        self.body = body
        self.time = time
        self.warrantUse = warrantUse
        self.requiredBundle = requiredBundle
        self.personal = personal
    }

    /// The body in canonical form, and the draft that keeps it, so that nobody makes it again.
    ///
    /// - Throws: `JSONError` when the body has no canonical form, or a member that is the log's own.
    package func written() throws(JSONError) -> (draft: EntryDraft, body: CanonicalBody) {
        if let canonical { return (self, canonical) }
        var draft = self
        let canonical = try CanonicalBody(body)
        draft.canonical = canonical
        return (draft, canonical)
    }

    /// The members that the log adds, and that no body may have.
    package static let envelope: [ExactString] = ["v", "type", "origin", "index", "time", "nonce", "use"]
}
