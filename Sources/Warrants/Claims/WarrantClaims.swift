package import Cryptography
import Decisions
package import StrictJSON

/// The payload of a warrant token, in the profile's closed set; every value has been checked for its shape, none for its truth.
package struct WarrantClaims: Hashable, Sendable {
    /// `iss`: the court's URI.
    package let issuer: ExactString
    /// `jti`: unique for the issuer.
    package let tokenID: ExactString
    /// `sub`: the agency the order is for.
    package let subject: ExactString
    /// `aud`: the one gate that counts its uses.
    package let audience: ExactString
    /// `iat`, in whole seconds.
    package let issuedAt: Timestamp
    /// `nbf`, in whole seconds.
    package let notBefore: Timestamp
    /// `exp`, in whole seconds; after `notBefore`.
    package let expires: Timestamp
    /// `cnf.x5t#S256`: the digest of the client certificate; nil when `cnf` is empty, which fits no certificate.
    package let certificate: SHA256Digest?
    /// `status.status_list.uri`.
    package let statusList: ExactString
    /// `status.status_list.idx`, from 0.
    package let statusIndex: Int64
    /// `warrant`: the order itself.
    package let order: CourtOrder
    /// The one member of `authorization_details`.
    package let search: AuthorizedSearch

    /// Whether the longer lifetime applies: the order is for continuing surveillance.
    package var isContinuingSurveillance: Bool {
        order.kind == CourtOrder.surveillance || search.mode == .live
    }
}
