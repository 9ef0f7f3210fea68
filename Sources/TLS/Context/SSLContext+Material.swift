internal import COpenSSL
internal import Cryptography

/// Certificates and keys as a context takes them in while it is being configured.
extension SSLContext {
    /// Shows an identity to peers.
    static func present(_ identity: TLSIdentity, in context: OpaquePointer) throws(TLSError) {
        for (position, certificate) in identity.chain.enumerated() {
            let added = unsafe try withX509(certificate) { x509 in
                unsafe position == 0
                    ? SSL_CTX_use_certificate(context, x509)
                    : abeyance_tls_add_chain_certificate(context, x509)
            }
            guard added == 1 else {
                throw OpenSSLErrors.taken(.certificate, "certificate \(position + 1) of the chain")
            }
        }
        unsafe try use(identity.key, in: context)
        guard unsafe SSL_CTX_check_private_key(context) == 1 else {
            throw OpenSSLErrors.taken(.privateKey, "the private key does not belong to the certificate")
        }
    }

    /// Accepts chains that end in these authorities, whoever issued them.
    static func trust(_ authorities: [Certificate], in context: OpaquePointer) throws(TLSError) {
        guard let store = unsafe SSL_CTX_get_cert_store(context) else {
            throw TLSError(.setting, "the context has no certificate store")
        }
        unsafe try trust(authorities, inStore: store)
    }

    /// Makes chains in a store end in these authorities.
    static func trust(
        _ authorities: [Certificate],
        inStore store: OpaquePointer
    ) throws(TLSError) {
        for authority in authorities {
            guard authority.isAuthority else {
                throw TLSError(.authority, "`\(authority.subject)`: is not an authority's certificate")
            }
            let added = unsafe try withX509(authority) { unsafe X509_STORE_add_cert(store, $0) }
            guard added == 1 else { throw OpenSSLErrors.taken(.authority, "`\(authority.subject)`") }
        }
        // An authority counts as an anchor although it is not self-signed: the bundle names it by key.
        unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }

    private static func use(_ key: Redacted<[UInt8]>, in context: OpaquePointer) throws(TLSError) {
        // The BIO borrows the bytes until it is freed.
        let read = unsafe key.exposed.withUnsafeBytes { bytes in
            let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count))
            defer { unsafe _ = BIO_free(bio) }
            // A passphrase is never asked for on the terminal: an encrypted key is an error.
            return unsafe PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let pair = unsafe read else {
            throw OpenSSLErrors.taken(.privateKey, "private key: expected PEM without a passphrase")
        }
        defer { unsafe EVP_PKEY_free(pair) }
        guard unsafe SSL_CTX_use_PrivateKey(context, pair) == 1 else {
            throw OpenSSLErrors.taken(.privateKey, "private key")
        }
    }

    /// Runs `body` with OpenSSL's form of a certificate, freed afterwards.
    static func withX509<R>(
        _ certificate: Certificate,
        _ body: (OpaquePointer) -> R
    ) throws(TLSError) -> R {
        let der = certificate.der
        let parsed = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509(nil, &cursor, buffer.count)
        }
        guard let x509 = unsafe parsed else {
            throw OpenSSLErrors.taken(.certificate, "`\(certificate.subject)`")
        }
        defer { unsafe X509_free(x509) }
        return unsafe body(x509)
    }
}
