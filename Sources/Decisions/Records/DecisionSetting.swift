package import Cryptography
package import StrictJSON

/// What surrounds a decision without bearing on it: names by which it is found again.
package struct DecisionSetting: Hashable, Sendable {
    /// The request's id, as the client reads it.
    package let requestID: ExactString
    /// The SDK's id that links repeats; never trusted, at most 64 bytes of visible ASCII.
    package let invocationID: ExactString?
    /// The gate's generation of certificates, lists and policy.
    package let generation: Int64
    /// The index of the entry that activated the bundle.
    package let bundleActivatedAt: Int64
    /// The keyed digest of issuer and `jti`, when a warrant was verified.
    package let warrantKey: SHA256Digest?
    /// The values that the entry carries as commitments only.
    package let personal: [PersonalValue]

    /// A setting; an invocation id that is too long or not visible ASCII is left out.
    package init(
        requestID: ExactString,
        invocationID: ExactString? = nil,
        generation: Int64,
        bundleActivatedAt: Int64,
        warrantKey: SHA256Digest? = nil,
        personal: [PersonalValue] = []
    ) {
        self.requestID = requestID
        self.invocationID = invocationID.flatMap { id in
            (1...64).contains(id.byteCount) && id.value.utf8.allSatisfy { (0x21...0x7e).contains($0) }
                ? id : nil
        }
        self.generation = generation
        self.bundleActivatedAt = bundleActivatedAt
        self.warrantKey = warrantKey
        self.personal = personal
    }
}
