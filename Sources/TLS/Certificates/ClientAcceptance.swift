internal import Cryptography

/// A judgement in a client's favour, with all that it rests on: a generation, a revision of the revocations, a span of time.
///
/// While these stand, the judgement need not be made again; that is asked for every request, and costs no search.
package struct ClientAcceptance: Sendable {
    let context: TLSContext
    let revision: UInt64
    let from: Timestamp
    /// The last moment that counts.
    let until: Timestamp
}

extension TLSContext {
    /// Judges a client that an earlier handshake verified, perhaps under another generation.
    ///
    /// - Throws: why it is not accepted now.
    package func accept(_ client: VerifiedClient) throws(CertificateRefusal) -> ClientAcceptance {
        guard let verifier else {
            throw CertificateRefusal(.untrustedAuthority, "this end accepts no clients")
        }
        let revision = verifier.revision
        if let refusal = verifier.refusal(of: client) { throw refusal }
        return ClientAcceptance(
            context: self,
            revision: revision,
            from: client.validFrom,
            until: verifier.lastMoment(of: client)
        )
    }

    /// Whether a judgement of this generation still stands: nothing was taken back since, and its time has not passed.
    package func upholds(_ acceptance: ClientAcceptance) -> Bool {
        guard acceptance.context === self, let verifier, acceptance.revision == verifier.revision else {
            return false
        }
        let now = verifier.now
        return acceptance.from <= now && now <= acceptance.until
    }
}
