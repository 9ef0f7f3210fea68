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
    /// The kinds of order that it may issue.
    package let kinds: Competence
    /// Where its orders hold: ISO 3166 codes, each with everything below it, so that `US` covers `US-OR`.
    package let jurisdictions: Competence

    /// A court; without a word about them, every kind of order and every jurisdiction is its to issue for.
    package init(
        uri: ExactString,
        title: ExactString? = nil,
        keys: [CourtKey],
        status: StatusSigner,
        kinds: Competence = .any,
        jurisdictions: Competence = .any
    ) {
        self.uri = uri
        self.title = title
        self.keys = keys
        self.status = status
        self.kinds = kinds
        self.jurisdictions = jurisdictions
    }

    /// What a court may do, as the list says it; a list in a file always says it.
    package enum Competence: Hashable, Sendable {
        /// Everything: `"any"`.
        case any
        /// Only these; at least one.
        case only([ExactString])
    }

    /// Whether an order of a kind is this court's to issue.
    func mayIssue(kind: ExactString) -> Bool {
        switch kinds {
        case .any: true
        case .only(let kinds): kinds.contains(kind)
        }
    }

    /// Whether an order for a place is this court's to issue: the place is listed, or lies below one that is.
    func mayIssue(jurisdiction: ExactString) -> Bool {
        switch jurisdictions {
        case .any: true
        case .only(let codes): codes.contains { $0 == jurisdiction || jurisdiction.lies(below: $0) }
        }
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
    /// From when it counts, in whole seconds; nil from ever.
    package let notBefore: Timestamp?
    /// Until when it counts, in whole seconds and not included; nil without an end.
    package let expires: Timestamp?

    package init(
        keyID: ExactString,
        use: Use = .warrants,
        publicKey: PublicKey,
        notBefore: Timestamp? = nil,
        expires: Timestamp? = nil
    ) {
        self.keyID = keyID
        self.use = use
        self.publicKey = publicKey
        self.notBefore = notBefore
        self.expires = expires
    }

    /// Whether the key counts at a moment.
    ///
    /// The moment is that of the request and not the token's own `iat`, which whoever took a retired key would choose.
    package func isValid(at time: Timestamp) -> Bool {
        if let notBefore, time < notBefore { return false }
        if let expires, time >= expires { return false }
        return true
    }

    /// What a key may sign.
    package enum Use: String, Hashable, Sendable {
        /// Warrants, and status lists when the issuer names it for them.
        case warrants = "sig"
        /// Status lists only.
        case statusLists = "status"
    }
}

extension ExactString {
    /// Whether this code names a part of the place that another one names, such as `US-OR` of `US`.
    fileprivate func lies(below code: ExactString) -> Bool {
        value.utf8.starts(with: code.value.utf8)
            && value.utf8.dropFirst(code.byteCount).first == UInt8(ascii: "-")
    }
}
