package import Cryptography

/// A client certificate whose chain has been verified, with what later checks need of that chain.
///
/// Made only by the verification in the handshake: whoever holds one need not ask again who signed it.
package struct VerifiedClient: Hashable, Sendable {
    /// The leaf certificate.
    package let certificate: Certificate

    /// The certificates below the anchor, leaf first, each with the key that signed it.
    package let links: [Link]

    /// From when the whole chain is valid: the latest notBefore.
    package let validFrom: Timestamp

    /// Until when the whole chain is valid, to the end of that second: the earliest notAfter.
    package let validUntil: Timestamp

    /// One certificate of the chain and its issuer.
    package struct Link: Hashable, Sendable {
        /// The serial number as a big-endian number without leading zeros.
        package let serial: [UInt8]
        /// The SHA-256 of the issuer's SubjectPublicKeyInfo.
        package let issuerKey: SHA256Digest
    }

    /// The key digests of the authorities above the leaf, the direct issuer first, the anchor last.
    package var authorityKeys: [SHA256Digest] { links.map(\.issuerKey) }

    /// A chain as OpenSSL verified it, leaf first and anchor last; nil when there is nothing above the leaf.
    init?(verifiedChain chain: [Certificate]) {
        guard let leaf = chain.first, chain.count > 1 else { return nil }
        certificate = leaf
        links = zip(chain, chain.dropFirst()).map { certificate, issuer in
            Link(serial: certificate.serial, issuerKey: issuer.publicKeyDigest)
        }
        validFrom = chain.map(\.notBefore).max() ?? leaf.notBefore
        validUntil = chain.map(\.notAfter).min() ?? leaf.notAfter
    }
}
