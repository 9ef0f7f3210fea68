internal import COpenSSL
internal import Cryptography

/// The border to OpenSSL's certificate verification.
///
/// A server cannot suspend a handshake here, so everything is answered at once, and what needs waiting comes later.
extension ClientVerifier {
    /// Makes a context ask for client certificates and judge them with a verifier, which must outlive the context's
    /// connections (a connection holds its `TLSContext`, which holds the verifier).
    static func install(_ verifier: ClientVerifier, in context: OpaquePointer) {
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        unsafe SSL_CTX_set_cert_verify_callback(
            context,
            callback,
            Unmanaged.passUnretained(verifier).toOpaque()
        )
    }

    private static let callback: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = {
        store,
        argument in
        guard let store = unsafe store, let argument = unsafe argument,
            let ssl = unsafe abeyance_tls_verifying(store),
            let owner = unsafe abeyance_tls_owner(ssl)
        else { return 0 }
        let verifier = unsafe Unmanaged<ClientVerifier>.fromOpaque(argument).takeUnretainedValue()
        let session = unsafe Unmanaged<TLSSession>.fromOpaque(owner).takeUnretainedValue()
        do throws(CertificateRefusal) {
            session.client = unsafe try verifier.verify(store, for: session)
            return 1
        } catch {
            session.certificateRefusal = error
            unsafe X509_STORE_CTX_set_error(store, error.code.alertCause)
            return 0
        }
    }

    private func verify(
        _ store: OpaquePointer,
        for session: TLSSession
    ) throws(CertificateRefusal) -> VerifiedClient {
        guard let leaf = unsafe X509_STORE_CTX_get0_cert(store), let der = unsafe Self.encoding(of: leaf)
        else { throw CertificateRefusal(.malformed, "the certificate has no encoding") }
        let fingerprint = SHA256Digest.of(der)
        session.presented = fingerprint
        let client =
            if let known = acceptedAgain(leaf: fingerprint) { known } else { unsafe try judge(store) }
        unsafe X509_STORE_CTX_set_error(store, X509_V_OK)
        // A thousand sessions of one client would otherwise hold a thousand copies of its chain.
        unsafe shared(leaf, fingerprint: fingerprint).replace(in: store)
        return client
    }

    /// The client behind a chain that has been shown, after every check.
    func judge(_ store: OpaquePointer) throws(CertificateRefusal) -> VerifiedClient {
        if let parameters = unsafe X509_STORE_CTX_get0_param(store) {
            unsafe X509_VERIFY_PARAM_set_time(parameters, time_t(now.seconds))
            unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_X509_STRICT))
        }
        unsafe X509_STORE_CTX_set_verify_cb(store, Self.lastSecond)
        guard unsafe X509_verify_cert(store) == 1 else {
            throw Self.refusal(from: unsafe X509_STORE_CTX_get_error(store))
        }
        let chain = unsafe abeyance_tls_chain(store)
        var encoded: [[UInt8]] = []
        for position in 0..<(unsafe abeyance_tls_chain_count(chain)) {
            guard let x509 = unsafe abeyance_tls_chain_certificate(chain, position),
                let der = unsafe Self.encoding(of: x509)
            else {
                throw CertificateRefusal(
                    .malformed,
                    "certificate \(position + 1) of the chain has no encoding"
                )
            }
            encoded.append(der)
        }
        let client = try client(chain: encoded)
        if let refusal = refusal(of: client) { throw refusal }
        return client
    }

    /// Lets a certificate count to the end of its last second, notAfter included (RFC 5280 section 4.1.2.5).
    ///
    /// OpenSSL 3.0 ends the validity where that second begins; every chain's time is checked again by `Revocations`.
    private static let lastSecond: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isFine, store in
        guard isFine == 0, let store = unsafe store,
            unsafe X509_STORE_CTX_get_error(store) == X509_V_ERR_CERT_HAS_EXPIRED,
            let certificate = unsafe X509_STORE_CTX_get_current_cert(store),
            let parameters = unsafe X509_STORE_CTX_get0_param(store)
        else { return isFine }
        var moment = unsafe X509_VERIFY_PARAM_get_time(parameters) - 1
        guard unsafe X509_cmp_time(X509_get0_notAfter(certificate), &moment) > 0 else { return 0 }
        unsafe X509_STORE_CTX_set_error(store, X509_V_OK)
        return 1
    }

    /// The DER of a certificate, which OpenSSL keeps from parsing.
    static func encoding(of x509: OpaquePointer) -> [UInt8]? {
        let count = unsafe i2d_X509(x509, nil)
        guard count > 0 else { return nil }
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, initialized in
            var cursor = buffer.baseAddress
            initialized = unsafe Int(i2d_X509(x509, &cursor))
        }
    }

    /// OpenSSL's verdict in our words.
    private static func refusal(from code: Int32) -> CertificateRefusal {
        let text =
            unsafe X509_verify_cert_error_string(Int(code)).map { unsafe String(cString: $0) }
            ?? "error \(code)"
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED: return CertificateRefusal(.expired, text)
        case X509_V_ERR_CERT_NOT_YET_VALID: return CertificateRefusal(.notYetValid, text)
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_CERT_UNTRUSTED:
            return CertificateRefusal(.untrustedAuthority, text)
        case X509_V_ERR_INVALID_PURPOSE: return CertificateRefusal(.noClientUsage, text)
        case X509_V_ERR_EE_KEY_TOO_SMALL: return CertificateRefusal(.weakKey, text)
        default: return CertificateRefusal(.unsoundChain, text)
        }
    }
}

extension CertificateRefusal.Code {
    /// The verification error from which OpenSSL derives the alert that the client sees.
    fileprivate var alertCause: Int32 {
        switch self {
        case .untrustedAuthority: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        case .expired: X509_V_ERR_CERT_HAS_EXPIRED
        case .notYetValid: X509_V_ERR_CERT_NOT_YET_VALID
        case .revoked, .denied, .issuedTooEarly: X509_V_ERR_CERT_REVOKED
        case .revocationStale: X509_V_ERR_CRL_HAS_EXPIRED
        case .noClientUsage: X509_V_ERR_INVALID_PURPOSE
        case .revocationUnreadable: X509_V_ERR_UNABLE_TO_GET_CRL
        case .unsoundChain, .malformed, .authorityAsClient, .oldVersion, .uriNames, .weakKey, .badSerial,
            .badExtension, .keyIdentifier, .badName, .nameConstraint, .badValidity:
            X509_V_ERR_CERT_REJECTED
        }
    }
}
