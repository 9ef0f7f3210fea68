package import Cryptography

/// What somebody must look at after revocation lists were loaded.
package enum RevocationAlarm: Hashable, Sendable {
    /// A list older than, or contradicting, the newest one known; it was ignored.
    case older(issuer: DistinguishedName, number: UInt64, newest: UInt64)

    /// A list that cannot be used; the certificates of these issuers are refused until one that can is loaded.
    case unusable(issuers: [DistinguishedName], reason: String)
}

extension RevocationAlarm: CustomStringConvertible {
    /// The issuer first, then what is wrong and what follows.
    package var description: String {
        switch self {
        case .older(let issuer, let number, let newest):
            "revocation list of `\(issuer)`: number \(number) does not follow number \(newest), ignored"
        case .unusable(let issuers, let reason):
            "revocation list of \(issuers.map { "`\($0)`" }.joined(separator: ", ")): \(reason); "
                + "\(issuers.isEmpty ? "no" : "their") clients are refused"
        }
    }
}
