/// Why a certificate is revoked, as revocation lists say it (RFC 5280 section 5.3.1).
///
/// Neither a hold nor a removal from one is offered: a revocation is never undone.
package enum RevocationReason: String, CaseIterable, Hashable, Sendable {
    /// Somebody else may hold the certificate's key.
    case keyCompromise = "key_compromise"
    /// Somebody else may hold the key of the authority that the certificate is.
    case authorityCompromise = "authority_compromise"
    /// What the certificate says of its subject is no longer so.
    case affiliationChanged = "affiliation_changed"
    /// Another certificate takes its place.
    case superseded
    /// It is no longer needed.
    case cessationOfOperation = "cessation_of_operation"
    /// What it allowed is no longer allowed.
    case privilegeWithdrawn = "privilege_withdrawn"

    /// The value of the list's `CRLReason`.
    var code: Int32 {
        switch self {
        case .keyCompromise: 1
        case .authorityCompromise: 2
        case .affiliationChanged: 3
        case .superseded: 4
        case .cessationOfOperation: 5
        case .privilegeWithdrawn: 9
        }
    }
}
