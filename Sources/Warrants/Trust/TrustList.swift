package import StrictJSON

/// The courts whose orders count here, and their keys: part of the signed bundle, checked whole when it is read.
///
/// A name of a key belongs to exactly one issuer of the list, so that a token's `kid` never has to be guessed at.
package struct TrustList: Sendable {
    /// The issuers, in the list's order.
    package let issuers: [TrustedIssuer]
    private let warrantKeys: [ExactString: TrustedKey]
    private let issuerByURI: [ExactString: TrustedIssuer]

    /// A list from issuers; throws `outOfRange` when two issuers have one URI or two keys have one name.
    package init(_ issuers: [TrustedIssuer]) throws(JSONError) {
        var warrantKeys: [ExactString: TrustedKey] = [:]
        var byURI: [ExactString: TrustedIssuer] = [:]
        var names: Set<ExactString> = []
        for issuer in issuers {
            guard byURI.updateValue(issuer, forKey: issuer.uri) == nil else {
                throw JSONError(
                    .outOfRange,
                    path: "/issuers",
                    message: "the issuer `\(issuer.uri)` stands twice"
                )
            }
            for key in issuer.keys {
                guard names.insert(key.keyID).inserted else {
                    throw JSONError(
                        .outOfRange,
                        path: "/issuers",
                        message: "the key `\(key.keyID)` stands twice"
                    )
                }
                guard key.use == .warrants else { continue }
                warrantKeys[key.keyID] = TrustedKey(issuer: issuer, key: key)
            }
        }
        self.issuers = issuers
        self.warrantKeys = warrantKeys
        issuerByURI = byURI
    }

    /// A list without any issuer: every warrant is refused.
    package static let empty = TrustList()

    /// Whether an issuer stands in the list, compared as bytes.
    package func knows(_ issuer: ExactString) -> Bool { issuerByURI[issuer] != nil }

    /// The entry of an issuer.
    package func issuer(_ uri: ExactString) -> TrustedIssuer? { issuerByURI[uri] }

    /// The key of a name that may sign warrants.
    func warrantKey(_ keyID: ExactString) -> TrustedKey? { warrantKeys[keyID] }

    private init() {
        issuers = []
        warrantKeys = [:]
        issuerByURI = [:]
    }
}

/// A key with the one issuer that it belongs to.
struct TrustedKey: Sendable {
    let issuer: TrustedIssuer
    let key: CourtKey
}
