internal import COpenSSL

/// A client's certificate in OpenSSL's form, held once for all sessions that it is shown in.
///
/// Sendable because OpenSSL counts the references of a certificate atomically, and nothing changes it once it has been
/// verified.
@safe
final class SharedCertificate: @unchecked Sendable {
    private let x509: OpaquePointer

    /// Holds a certificate that a verification borrows.
    init(_ x509: OpaquePointer) {
        unsafe _ = X509_up_ref(x509)
        unsafe self.x509 = x509
    }

    deinit { unsafe X509_free(x509) }

    /// Makes the session of a verification that went well keep this certificate, and nothing else of the chain.
    func replace(in store: OpaquePointer) { unsafe abeyance_tls_keep_only(store, x509) }
}
