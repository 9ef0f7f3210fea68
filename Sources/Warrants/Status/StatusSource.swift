package import Cryptography
package import StrictJSON

/// Where check 16 learns what a court says of a warrant now.
package protocol StatusSource: Sendable {
    /// The status of one index of an issuer's list, at a moment.
    func status(issuer: ExactString, list: ExactString, index: Int64, now: Timestamp) -> WarrantStatus
}

/// What a status list says of a warrant.
package enum WarrantStatus: Hashable, Sendable {
    /// Valid, by a list issued at this moment.
    case valid(issuedAt: Timestamp)
    /// Revoked for good.
    case revoked
    /// Suspended for now.
    case suspended
    /// Nothing that could be relied on, and why in plain words.
    case unknown(String)
}
