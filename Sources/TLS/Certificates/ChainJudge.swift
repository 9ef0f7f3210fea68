internal import COpenSSL
package import Cryptography

/// Judges a chain outside of a connection, with everything that a handshake asks: for commands, and for cases of others.
package enum ChainJudge {
    /// What the leaf is for.
    package enum Role: Sendable {
        /// A client; its key needs no URI name when it is one of these.
        case client(pinnedKeys: Set<SHA256Digest>)
        /// A server; OpenSSL and the rules of the chain judge it, no name is asked for.
        case server
    }

    /// The client, or server, behind a chain that is shown leaf first; authorities that are trusted may be left out.
    ///
    /// Throws why no gate accepts it at that moment.
    @discardableResult
    package static func accepted(
        _ shown: [Certificate],
        as role: Role,
        under authorities: [Certificate],
        revocations: Revocations = Revocations(),
        at time: Timestamp
    ) throws(CertificateRefusal) -> VerifiedClient {
        guard let leaf = shown.first else {
            throw CertificateRefusal(.malformed, "no certificate is shown")
        }
        let rules: LeafRules
        switch role {
        case .client(let pinned): rules = LeafRules(pinnedKeys: pinned)
        case .server: rules = LeafRules(purposes: [Certificate.serverAuthentication])
        }
        return try accepted(
            leaf: leaf.der,
            intermediates: shown.dropFirst().map(\.der),
            trust: ClientTrust(
                authorities: authorities,
                rules: rules,
                revocations: RevocationSource(revocations)
            ),
            depth: Int32(TLSLimits.chainDepth),
            at: time
        )
    }

    /// The leaf of a chain in DER; `depth` is how many certificates may stand between the leaf and the anchor.
    static func accepted(
        leaf: [UInt8],
        intermediates: [[UInt8]],
        trust: ClientTrust,
        depth: Int32,
        at time: Timestamp
    ) throws(CertificateRefusal) -> VerifiedClient {
        guard let store = unsafe X509_STORE_new() else { throw outOfMemory }
        defer { unsafe X509_STORE_free(store) }
        do throws(TLSError) { unsafe try SSLContext.trust(trust.authorities, inStore: store) } catch {
            throw CertificateRefusal(.untrustedAuthority, error.detail)
        }
        guard let others = unsafe abeyance_tls_new_stack(), let context = unsafe X509_STORE_CTX_new() else {
            throw outOfMemory
        }
        defer { unsafe abeyance_tls_free_stack(others) }
        defer { unsafe X509_STORE_CTX_free(context) }
        for der in intermediates { unsafe _ = abeyance_tls_push(others, try x509(der)) }
        let leaf = unsafe try x509(leaf)
        defer { unsafe X509_free(leaf) }
        guard unsafe X509_STORE_CTX_init(context, store, leaf, others) == 1,
            let parameters = unsafe X509_STORE_CTX_get0_param(context)
        else { throw outOfMemory }
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, SSLContext.securityLevel)
        unsafe X509_VERIFY_PARAM_set_depth(parameters, depth)
        if let purpose = purpose(trust.rules.purposes) {
            unsafe _ = X509_VERIFY_PARAM_set_purpose(parameters, purpose)
        }
        defer { ERR_clear_error() }
        return unsafe try ClientVerifier(trust: trust, clock: { time }).judge(context)
    }

    private static func purpose(_ purposes: Set<String>) -> Int32? {
        if purposes.contains(Certificate.clientAuthentication) { return X509_PURPOSE_SSL_CLIENT }
        return purposes.contains(Certificate.serverAuthentication) ? X509_PURPOSE_SSL_SERVER : nil
    }

    /// OpenSSL's form of a certificate, read as a handshake reads a peer's; the caller frees it.
    private static func x509(_ der: [UInt8]) throws(CertificateRefusal) -> OpaquePointer {
        ERR_clear_error()
        var x509 = unsafe X509_new_ex(TLSAlgorithms.fewKeyKinds.libraryContext, nil)
        let read = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509(&x509, &cursor, buffer.count)
        }
        guard let read = unsafe read else {
            unsafe X509_free(x509)
            throw CertificateRefusal(.malformed, "the certificate cannot be read")
        }
        return unsafe read
    }

    private static let outOfMemory = CertificateRefusal(.malformed, "OpenSSL has no memory")
}
