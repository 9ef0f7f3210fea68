package import Cryptography
package import StrictJSON

/// A newer revocation list of an authority was taken into use; none with a lower number is taken after it.
package struct RevocationListRecord: Hashable, Sendable {
    /// The SHA-256 of the authority's SubjectPublicKeyInfo.
    package let issuer: SHA256Digest
    /// The list's number; in the entry a string, since numbers of entries end at 2^53.
    package let number: UInt64
    /// The SHA-256 of the list's DER.
    package let digest: SHA256Digest
    /// When the list ends, after which the authority's clients are refused.
    package let nextUpdate: Timestamp
    /// How many certificates it revokes.
    package let revoked: Int64

    /// A list taken into use.
    package init(
        issuer: SHA256Digest,
        number: UInt64,
        digest: SHA256Digest,
        nextUpdate: Timestamp,
        revoked: Int64
    ) {
        self.issuer = issuer
        self.number = number
        self.digest = digest
        self.nextUpdate = nextUpdate
        self.revoked = revoked
    }
}

extension RevocationListRecord: EntryBody {
    package static let entryType = EntryType.revocationList

    package init(reading object: inout ClosedObject) throws(JSONError) {
        issuer = try object.digest("issuer")
        let text = try object.string("number")
        guard let number = UInt64(text.value), ExactString("\(number)") == text else {
            throw object.fault(
                .outOfRange,
                at: "number",
                "`\(text)` is no number of a list, from 0 to 2^64 - 1"
            )
        }
        self.number = number
        digest = try object.digest("digest")
        nextUpdate = try object.timestamp("nextUpdate")
        revoked = try object.integer("revoked", in: 0...JSONInteger.largest)
    }

    package var json: JSONObject {
        [
            "issuer": .digest(issuer), "number": .string(ExactString("\(number)")),
            "digest": .digest(digest), "nextUpdate": .timestamp(nextUpdate), "revoked": .integer(revoked),
        ]
    }
}
