internal import COpenSSL
internal import Cryptography

/// Gives a case to the verifier as the handshake gives it a client's chain.
enum LimboJudge {
    /// The leaf of a chain that is accepted.
    static func accepted(_ limbo: LimboCase) throws(CertificateRefusal) -> Certificate {
        var anchors: [Certificate] = []
        for text in limbo.anchors {
            anchors += try reading { () throws(CryptographyError) in try Certificate.all(inPEM: text) }
        }
        let verifier = ClientVerifier(
            trust: ClientTrust(
                authorities: anchors,
                rules: LeafRules(purposes: limbo.purposes),
                revocations: RevocationSource(revocations(of: limbo, under: anchors))
            ),
            clock: { limbo.time }
        )
        guard let store = unsafe X509_STORE_new() else { throw outOfMemory }
        defer { unsafe X509_STORE_free(store) }
        do throws(TLSError) { unsafe try SSLContext.trust(anchors, inStore: store) } catch {
            throw CertificateRefusal(.untrustedAuthority, error.detail)
        }
        return unsafe try judged(limbo, by: verifier, in: store)
    }

    private static func judged(
        _ limbo: LimboCase,
        by verifier: ClientVerifier,
        in store: OpaquePointer
    ) throws(CertificateRefusal) -> Certificate {
        guard let others = unsafe abeyance_tls_new_stack(), let context = unsafe X509_STORE_CTX_new() else {
            throw outOfMemory
        }
        defer { unsafe abeyance_tls_free_stack(others) }
        defer { unsafe X509_STORE_CTX_free(context) }
        for text in limbo.intermediates {
            unsafe _ = abeyance_tls_push(others, try x509(text))
        }
        let leaf = unsafe try x509(limbo.leaf)
        defer { unsafe X509_free(leaf) }
        guard unsafe X509_STORE_CTX_init(context, store, leaf, others) == 1,
            let parameters = unsafe X509_STORE_CTX_get0_param(context)
        else { throw outOfMemory }
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, SSLContext.securityLevel)
        unsafe X509_VERIFY_PARAM_set_depth(parameters, limbo.depth)
        if let purpose = purpose(limbo.purposes) {
            unsafe _ = X509_VERIFY_PARAM_set_purpose(parameters, purpose)
        }
        defer { ERR_clear_error() }
        return unsafe try verifier.judge(context).certificate
    }

    private static func purpose(_ purposes: Set<String>) -> Int32? {
        if purposes.contains(Certificate.clientAuthentication) { return X509_PURPOSE_SSL_CLIENT }
        return purposes.contains(Certificate.serverAuthentication) ? X509_PURPOSE_SSL_SERVER : nil
    }

    /// The case's lists, each loaded for the authorities that it may speak for.
    private static func revocations(
        of limbo: LimboCase,
        under anchors: [Certificate]
    ) -> Revocations {
        var revocations = Revocations()
        let others = limbo.intermediates.flatMap { (try? Certificate.all(inPEM: $0)) ?? [] }
        for text in limbo.revocationLists { _ = revocations.load(pem: text, for: anchors + others) }
        return revocations
    }

    /// OpenSSL's form of a certificate as a peer sends it; the caller frees it.
    private static func x509(_ text: [UInt8]) throws(CertificateRefusal) -> OpaquePointer {
        let blocks = try reading { () throws(CryptographyError) in try PEM.blocks(in: text) }
        guard let der = blocks.first?.content, blocks.count == 1 else {
            throw CertificateRefusal(.malformed, "expected one certificate")
        }
        ERR_clear_error()
        let read = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509(nil, &cursor, buffer.count)
        }
        guard let x509 = unsafe read else {
            throw CertificateRefusal(.malformed, "the certificate cannot be read")
        }
        return unsafe x509
    }

    private static func reading<R>(
        _ body: () throws(CryptographyError) -> R
    ) throws(CertificateRefusal) -> R {
        do throws(CryptographyError) { return try body() } catch {
            throw CertificateRefusal(.malformed, "\(error)")
        }
    }

    private static let outOfMemory = CertificateRefusal(.malformed, "OpenSSL has no memory")
}
