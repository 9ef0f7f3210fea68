internal import COpenSSL
internal import Cryptography
internal import Synchronization

/// Judges client certificates for one generation: in the handshake, at resumption, and for each request.
final class ClientVerifier: Sendable {
    private let trust: ClientTrust
    private let authorityKeys: Set<SHA256Digest>
    private let clock: @Sendable () -> Timestamp

    /// Chains that this generation verified, by the digest of the whole chain and by the leaf's fingerprint.
    ///
    /// Saves signatures, parsing and the rules of the chain itself, never a check against what may change: every use is
    /// followed by `refusal(of:)`.
    private let remembered = Mutex(Remembered())

    private struct Remembered {
        var byChain: [SHA256Digest: VerifiedClient] = [:]
        var byLeaf: [SHA256Digest: VerifiedClient] = [:]
        /// OpenSSL's form of each leaf, which all sessions of the client share.
        var leaves: [SHA256Digest: SharedCertificate] = [:]
    }

    init(trust: ClientTrust, clock: @escaping @Sendable () -> Timestamp) {
        self.trust = trust
        self.clock = clock
        authorityKeys = Set(trust.authorities.map(\.publicKeyDigest))
    }

    /// The moment at which chains are judged now.
    var now: Timestamp { clock() }

    /// Why a client verified earlier, perhaps by another generation, is not accepted now, or nil.
    func refusal(of client: VerifiedClient) -> CertificateRefusal? {
        guard let anchor = client.authorityKeys.last, authorityKeys.contains(anchor) else {
            return CertificateRefusal(
                .untrustedAuthority,
                "the authority is not one of the current generation"
            )
        }
        return trust.rules.refusal(of: client.certificate)
            ?? trust.revocations.current.refusal(of: client, at: now)
    }

    /// How often the revocations were replaced so far.
    var revision: UInt64 { trust.revocations.revision }

    /// Until when, at the latest, a client that is accepted now stays so by itself.
    func lastMoment(of client: VerifiedClient) -> Timestamp {
        trust.revocations.current.lastMoment(of: client)
    }

    /// The client behind a chain that OpenSSL has just found sound.
    func client(chain encoded: [[UInt8]]) throws(CertificateRefusal) -> VerifiedClient {
        let key = SHA256Digest.of(Array(encoded.joined()))
        if let known = remembered.withLock({ $0.byChain[key] }) { return known }
        var chain: [Certificate] = []
        for der in encoded {
            do { chain.append(try Certificate(der: der)) } catch {
                throw CertificateRefusal(.malformed, "\(error)")
            }
        }
        if let refusal = ChainRules.refusal(of: chain) { throw refusal }
        guard let client = VerifiedClient(verifiedChain: chain) else {
            throw CertificateRefusal(
                .authorityAsClient,
                "an authority's own certificate was shown as a client's"
            )
        }
        remembered.withLock { memory in
            if memory.byChain.count >= TLSLimits.rememberedClients { memory = Remembered() }
            memory.byChain[key] = client
            memory.byLeaf[client.certificate.fingerprint] = client
        }
        return client
    }

    /// The one object for all certificates with this encoding; the first that is shown.
    func shared(_ leaf: OpaquePointer, fingerprint: SHA256Digest) -> SharedCertificate {
        remembered.withLock { memory in
            if let known = memory.leaves[fingerprint] { return known }
            let shared = unsafe SharedCertificate(leaf)
            memory.leaves[fingerprint] = shared
            return shared
        }
    }

    /// The client that this generation verified earlier with a leaf, when nothing speaks against it now; else nil.
    ///
    /// Stands in for verifying signatures again. A path from a leaf with exactly these bytes to an anchor of this
    /// generation has been found sound, and that depends on nothing that can change: the anchors are the generation's,
    /// signatures and the rules on contents are about bytes, and other certificates shown beside the leaf this time do
    /// not unmake the path. What does change (the validity of each link in time, revocation lists, deny-lists) is asked
    /// of that path now. That the client holds the key is proven by every handshake anew. Nil never refuses: the chain as
    /// shown is then verified from the beginning, which finds another path or says why not.
    func acceptedAgain(leaf fingerprint: SHA256Digest) -> VerifiedClient? {
        guard let known = client(leaf: fingerprint), refusal(of: known) == nil else { return nil }
        return known
    }

    /// The client that this generation verified last with a leaf, or nil when that is forgotten.
    func client(leaf fingerprint: SHA256Digest) -> VerifiedClient? {
        remembered.withLock { $0.byLeaf[fingerprint] }
    }
}
