package import Cryptography
package import StrictJSON

/// A warrant that passed checks 1 to 16 and 18 for one request; the log still has to count its use.
package struct VerifiedWarrant: Hashable, Sendable {
    /// What policies see.
    package let facts: WarrantFacts
    /// The court's URI, exactly as in the trust list.
    package let issuer: ExactString
    /// The token's `jti`; with the issuer it is what uses are counted by.
    package let tokenID: ExactString
    /// The digest of the token as presented; never a key of anything, since a signature can be respelt.
    package let tokenDigest: SHA256Digest
    /// How many searches the order allows in all, at least 1.
    package let maximumSearches: Int64
    /// What identifies people or cases (`docket`, `judge`, ...): entries carry it as commitments only.
    package let personal: [Personal]

    /// One value that entries carry as a commitment.
    package struct Personal: Hashable, Sendable {
        /// The member's name, such as `docket`.
        package let name: ExactString
        /// The value in clear.
        package let value: ExactString

        /// A named value.
        package init(name: ExactString, value: ExactString) {
            self.name = name
            self.value = value
        }
    }

    /// A warrant as the verifier established it; only the verifier should make one.
    package init(
        facts: WarrantFacts,
        issuer: ExactString,
        tokenID: ExactString,
        tokenDigest: SHA256Digest,
        maximumSearches: Int64,
        personal: [Personal]
    ) {
        self.facts = facts
        self.issuer = issuer
        self.tokenID = tokenID
        self.tokenDigest = tokenDigest
        self.maximumSearches = maximumSearches
        self.personal = personal
    }
}
