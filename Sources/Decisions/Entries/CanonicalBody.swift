package import Cryptography
package import StrictJSON

/// A body in canonical form, cut where the log inserts its own members, with its digest.
///
/// It is made once for a draft, by whoever needs it first: what holds a receipt against its draft, or the log.
package struct CanonicalBody: Sendable {
    /// SHA-256 of the canonical body as it was given.
    package let digest: SHA256Digest
    /// The opening brace and the body's members, each with a comma after it.
    package let members: [UInt8]
    /// Where in ``members`` each of ``EntryDraft/envelope`` begins, in the order of their names.
    package let cuts: [Int]

    /// Writes and cuts a body; throws `notCanonical` outside the log's profile and `duplicateName` for a name that is the
    /// log's.
    package init(_ body: JSONObject) throws(JSONError) {
        var (bytes, cuts) = try body.canonical(cutAt: Self.envelope)
        digest = .of(bytes)
        bytes.removeLast()
        if !body.isEmpty { bytes.append(UInt8(ascii: ",")) }
        members = bytes
        self.cuts = cuts
    }

    /// The log's members in the order in which they stand in a leaf.
    package static let envelope: [ExactString] = EntryDraft.envelope.sorted()
}
