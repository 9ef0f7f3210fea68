internal import COpenSSL

/// Owns one `SSL_CTX`, which is complete when this value exists.
///
/// Sendable because OpenSSL allows `SSL_new` and the session cache of one context from several threads, and nothing
/// here changes the context after its initialiser has returned.
@safe
final class SSLContext: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// Takes ownership of a context; `configure` is the only place that changes it.
    init(
        lowest: TLSVersion,
        algorithms: TLSAlgorithms,
        configure: (OpaquePointer) throws(TLSError) -> Void
    ) throws(TLSError) {
        ERR_clear_error()
        guard let pointer = unsafe SSL_CTX_new_ex(algorithms.libraryContext, nil, TLS_method()) else {
            throw OpenSSLErrors.taken(.setting, "no TLS context")
        }
        unsafe self.pointer = pointer
        unsafe abeyance_tls_set_options(pointer)
        unsafe SSL_CTX_set_security_level(pointer, Self.securityLevel)
        unsafe abeyance_tls_limit_chain(pointer, TLSLimits.chainBytes, Int32(TLSLimits.chainDepth))
        guard
            unsafe abeyance_tls_set_versions(pointer, lowest.number, TLS1_3_VERSION) == 1,
            unsafe abeyance_tls_set_groups(pointer, Self.groups) == 1,
            unsafe SSL_CTX_set_cipher_list(pointer, Self.olderSuites) == 1
        else { throw OpenSSLErrors.taken(.setting, "versions, groups or cipher suites") }
        unsafe try configure(pointer)
    }

    deinit { unsafe SSL_CTX_free(pointer) }

    /// A new SSL object of this context.
    func makeConnection() -> OpaquePointer? {
        ERR_clear_error()
        return unsafe SSL_new(pointer)
    }

    /// Lets nobody resume a session any more.
    func forget(_ session: OpaquePointer) { unsafe _ = SSL_CTX_remove_session(pointer, session) }

    /// The certificates that chains may end in; borrowed.
    var store: OpaquePointer? { unsafe SSL_CTX_get_cert_store(pointer) }

    /// 112 bits: RSA from 2048, no SHA-1 in signatures.
    static let securityLevel: Int32 = 2
    private static let groups = "X25519:P-256:P-384"
    /// For TLS 1.2 only; 1.3 keeps OpenSSL's three suites.
    private static let olderSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"
}
