package import Cryptography
package import StrictJSON

/// One court of the trust list.
package struct TrustedIssuer: Hashable, Sendable {
    /// The court's URI, as tokens name it in `iss`.
    package let uri: ExactString
    /// The court's name for people; nil when the list gives none.
    package let title: ExactString?
    /// Its keys.
    package let keys: [CourtKey]
    /// How its revocations are learned.
    package let status: StatusSigner

    package init(uri: ExactString, title: ExactString? = nil, keys: [CourtKey], status: StatusSigner) {
        self.uri = uri
        self.title = title
        self.keys = keys
        self.status = status
    }

    /// How an issuer's revocations are learned.
    package enum StatusSigner: Hashable, Sendable {
        /// Through status lists signed with the issuer's key of this name.
        case key(ExactString)
        /// Not at all: every decision under the issuer's warrants says so.
        case notChecked
    }

    /// The key that signs this issuer's status lists.
    package var statusKey: CourtKey? {
        guard case .key(let name) = status else { return nil }
        return keys.first { $0.keyID == name }
    }
}

/// One key of a court, pinned to its algorithm.
package struct CourtKey: Hashable, Sendable {
    /// The name that tokens use in `kid`.
    package let keyID: ExactString
    /// What it may sign.
    package let use: Use
    /// The key.
    package let publicKey: PublicKey

    package init(keyID: ExactString, use: Use = .warrants, publicKey: PublicKey) {
        self.keyID = keyID
        self.use = use
        self.publicKey = publicKey
    }

    /// What a key may sign.
    package enum Use: String, Hashable, Sendable {
        /// Warrants, and status lists when the issuer names it for them.
        case warrants = "sig"
        /// Status lists only.
        case statusLists = "status"
    }
}
