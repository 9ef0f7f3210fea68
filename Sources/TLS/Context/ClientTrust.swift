package import Cryptography

/// Whom a server accepts as clients.
package struct ClientTrust: Sendable {
    /// The authorities that chains may end in.
    package let authorities: [Certificate]

    /// What the leaf must be beyond a sound chain.
    package let rules: LeafRules

    /// What has been taken back; shared with later generations, asked anew each time.
    package let revocations: RevocationSource

    /// Trust in authorities, under rules, less what is revoked.
    package init(authorities: [Certificate], rules: LeafRules = LeafRules(), revocations: RevocationSource) {
        self.authorities = authorities
        self.rules = rules
        self.revocations = revocations
    }
}
