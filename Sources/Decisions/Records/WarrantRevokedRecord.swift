package import Cryptography
package import StrictJSON

/// A new status list of a court was taken into use.
package struct WarrantRevokedRecord: Hashable, Sendable {
    /// The status list's URI.
    package let list: ExactString
    /// When the list says it was issued; none older is taken after it.
    package let issuedAt: Timestamp
    /// The digest of the list's token.
    package let digest: SHA256Digest
    /// How many warrants it marks as revoked.
    package let revoked: Int64

    /// A status list taken into use.
    package init(list: ExactString, issuedAt: Timestamp, digest: SHA256Digest, revoked: Int64) {
        self.list = list
        self.issuedAt = issuedAt
        self.digest = digest
        self.revoked = revoked
    }
}

extension WarrantRevokedRecord: EntryBody {
    package static let entryType = EntryType.warrantRevoked

    package init(reading object: inout ClosedObject) throws(JSONError) {
        list = try object.string("list")
        issuedAt = try object.timestamp("issuedAt")
        digest = try object.digest("digest")
        revoked = try object.integer("revoked", in: 0...JSONInteger.largest)
    }

    package var json: JSONObject {
        [
            "list": .string(list), "issuedAt": .timestamp(issuedAt), "digest": .digest(digest),
            "revoked": .integer(revoked),
        ]
    }
}
