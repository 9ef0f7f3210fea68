internal import COpenSSL
internal import CRestingMemory
internal import Cryptography
internal import NIOCore

/// One SSL object with its wire: the only place that calls OpenSSL for a connection.
///
/// The error queue of OpenSSL belongs to the thread and is shared by every connection of an event loop, so each call
/// starts by clearing it. After a fatal error no call but the freeing one is made.
@safe
final class TLSSession {
    /// The generation that this connection was opened under.
    let context: TLSContext

    /// What the handshake has found out about the peer, until it is told; an idle connection does not keep it.
    private var judgement: Judgement? = Judgement()

    /// Set by a fatal error; afterwards OpenSSL must not be called with this object.
    private var isBroken = false

    /// What the network was given last, to be used again.
    private var ciphertext = ByteBuffer()

    /// OpenSSL's object, which wakes for whoever asks for it.
    private var ssl: OpaquePointer {
        wake()
        return unsafe object
    }
    private let object: OpaquePointer
    /// What `object` holds while it rests.
    private var rested: UnsafeMutableRawPointer?
    private let wire: UnsafeMutablePointer<abeyance_tls_wire>

    private final class Judgement {
        var presented: SHA256Digest?
        var client: VerifiedClient?
        var certificateRefusal: CertificateRefusal?
    }

    /// What one call led to.
    enum Progress {
        /// The handshake is complete, or every byte was taken.
        case done
        /// More bytes are needed from the peer.
        case wantsInput
        /// The peer ended its side properly.
        case ended
        /// Nothing more can be done; `code` is OpenSSL's reason or 0.
        case failed(code: Int32, text: String)
    }

    /// A connection in the context's role; `serverName` is who the server must be, for the client role.
    init(context: TLSContext, serverName: String?) throws(TLSError) {
        self.context = context
        guard let method = unsafe Self.method, let bio = unsafe BIO_new(method) else {
            throw OpenSSLErrors.taken(.connection, "no BIO")
        }
        guard let wire = unsafe abeyance_tls_wire_new() else {
            unsafe _ = BIO_free(bio)
            throw OpenSSLErrors.taken(.connection, "no memory")
        }
        guard let ssl = unsafe context.handle.makeConnection() else {
            unsafe _ = BIO_free(bio)
            unsafe abeyance_tls_wire_free(wire)
            throw OpenSSLErrors.taken(.connection, "no SSL object")
        }
        unsafe self.wire = wire
        unsafe object = ssl
        unsafe BIO_set_data(bio, wire)
        unsafe SSL_set_bio(ssl, bio, bio)
        unsafe _ = abeyance_tls_set_owner(ssl, Unmanaged.passUnretained(self).toOpaque())
        if context.verifier != nil {
            unsafe SSL_set_accept_state(ssl)
        } else {
            unsafe SSL_set_connect_state(ssl)
            try expect(serverName)
        }
    }

    deinit {
        // Without a close_notify on our side OpenSSL would drop the session from its cache.
        shutdown()
        unsafe SSL_free(ssl)
        unsafe abeyance_tls_wire_free(wire)
    }

    /// The digest of the leaf that the client showed in this handshake.
    var presented: SHA256Digest? {
        get { judgement?.presented }
        set { judgement?.presented = newValue }
    }

    /// The client that the verification accepted.
    var client: VerifiedClient? {
        get { judgement?.client }
        set { judgement?.client = newValue }
    }

    /// What the verification refused.
    var certificateRefusal: CertificateRefusal? {
        get { judgement?.certificateRefusal }
        set { judgement?.certificateRefusal = newValue }
    }

    /// Whether OpenSSL's object takes up little memory now.
    var isResting: Bool { unsafe rested != nil }

    /// Gives back all memory for bytes on their way, and lets OpenSSL's object take up little until it is used again.
    func rest() {
        guard unsafe rested == nil, unsafe wire.pointee.outgoing_count == 0 else { return }
        ciphertext = ByteBuffer()
        unsafe abeyance_tls_wire_taken(wire, 0)
        unsafe rested = abeyance_memory_rest(UnsafeMutableRawPointer(object))
    }

    private func wake() {
        guard let held = unsafe rested else { return }
        unsafe rested = nil
        unsafe abeyance_memory_wake(UnsafeMutableRawPointer(object), held)
    }

    /// Lets go of what the handshake has found out.
    func forgetJudgement() { judgement = nil }

    /// Carries the handshake on with what has come in; takes from `incoming` what OpenSSL used.
    func handshake(_ incoming: inout ByteBuffer) -> Progress {
        call(&incoming) { unsafe SSL_do_handshake(ssl) }
    }

    /// Decrypts what has come in onto the end of `plain`, until OpenSSL wants more.
    func read(_ incoming: inout ByteBuffer, into plain: inout ByteBuffer) -> Progress {
        while true {
            var count = 0
            let progress = call(&incoming) {
                plain.reserveCapacity(minimumWritableBytes: Self.leastSpace)
                return unsafe plain.withUnsafeMutableWritableBytes { space in
                    unsafe SSL_read_ex(ssl, space.baseAddress, space.count, &count)
                }
            }
            plain.moveWriterIndex(forwardBy: count)
            guard case .done = progress else { return progress }
            // Another call would only say so.
            if incoming.readableBytes == 0, unsafe SSL_has_pending(ssl) == 0 { return .wantsInput }
        }
    }

    /// Encrypts all of `plain` onto the wire.
    func write(_ plain: ByteBuffer) -> Progress {
        var rest = plain
        var nothing = ByteBuffer()
        while rest.readableBytes > 0 {
            var count = 0
            let progress = call(&nothing) {
                unsafe rest.withUnsafeReadableBytes { bytes in
                    unsafe SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &count)
                }
            }
            guard case .done = progress else { return progress }
            rest.moveReaderIndex(forwardBy: count)
        }
        return .done
    }

    /// Puts a close_notify on the wire, once; nothing can be written afterwards.
    func shutdown() {
        guard !isBroken, unsafe SSL_is_init_finished(ssl) == 1,
            unsafe SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0
        else { return }
        ERR_clear_error()
        unsafe _ = SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// Ciphertext for the peer, taken off the wire; nil when there is none.
    func takeOutgoing(_ allocator: ByteBufferAllocator) -> ByteBuffer? {
        guard unsafe wire.pointee.outgoing_count > 0 else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: wire.pointee.outgoing,
            count: wire.pointee.outgoing_count
        )
        // The bytes go into the buffer of the time before, unless the network still holds that one.
        if ciphertext.capacity == 0 { ciphertext = allocator.buffer(capacity: bytes.count) }
        ciphertext.clear(minimumCapacity: bytes.count)
        unsafe ciphertext.writeBytes(bytes)
        unsafe abeyance_tls_wire_taken(wire, TLSLimits.keptOutgoingBytes)
        guard ciphertext.capacity <= TLSLimits.keptOutgoingBytes else {
            defer { ciphertext = ByteBuffer() }
            return ciphertext
        }
        return ciphertext
    }

    /// The identity step after a handshake in server role; for a resumed session it is the only one.
    func identify() throws(CertificateRefusal) {
        guard let verifier = context.verifier, isResumed else { return }
        guard let x509 = unsafe SSL_get0_peer_certificate(ssl),
            let der = unsafe ClientVerifier.encoding(of: x509)
        else {
            throw CertificateRefusal(.malformed, "the resumed session has no certificate")
        }
        let fingerprint = SHA256Digest.of(der)
        presented = fingerprint
        guard let known = verifier.client(leaf: fingerprint) else {
            forgetSession()
            throw CertificateRefusal(.unsoundChain, "the resumed session's chain is not remembered")
        }
        if let refusal = verifier.refusal(of: known) {
            forgetSession()
            throw refusal
        }
        client = known
    }

    /// Whether this handshake resumed an earlier session.
    var isResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }

    /// The version in use, such as `TLSv1.3`.
    var version: String { unsafe String(cString: SSL_get_version(ssl)) }

    /// The application protocol in use, or nil.
    var applicationProtocol: ApplicationProtocol? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &count)
        guard let name = unsafe name else { return nil }
        let bytes = unsafe UnsafeBufferPointer(start: name, count: Int(count))
        return ApplicationProtocol.allCases.first { unsafe bytes.elementsEqual($0.rawValue.utf8) }
    }

    private func forgetSession() {
        if let session = unsafe SSL_get_session(ssl) { unsafe context.handle.forget(session) }
    }

    private func call(_ incoming: inout ByteBuffer, _ body: () -> Int32) -> Progress {
        guard !isBroken else { return .failed(code: 0, text: "the connection has failed before") }
        ERR_clear_error()
        let (result, left) = unsafe incoming.withUnsafeReadableBytes { bytes in
            unsafe wire.pointee.incoming = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe wire.pointee.incoming_count = bytes.count
            let result = body()
            let left = unsafe wire.pointee.incoming_count
            unsafe wire.pointee.incoming = nil
            unsafe wire.pointee.incoming_count = 0
            return (result, left)
        }
        let error = result == 1 ? SSL_ERROR_NONE : unsafe SSL_get_error(ssl, result)
        incoming.moveReaderIndex(forwardBy: incoming.readableBytes - left)
        switch error {
        case SSL_ERROR_NONE: return .done
        case SSL_ERROR_WANT_READ: return .wantsInput
        case SSL_ERROR_ZERO_RETURN: return .ended
        default:
            isBroken = true
            let reason = OpenSSLErrors.take()
            return .failed(code: reason.code, text: reason.text)
        }
    }

    private func expect(_ serverName: String?) throws(TLSError) {
        guard let serverName, let parameters = unsafe SSL_get0_param(ssl) else {
            throw TLSError(.setting, "client role needs the server's name or address")
        }
        unsafe X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
        // An address is looked for among the IP names; only a host name may be sent as the server name.
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, serverName) == 1 { return }
        ERR_clear_error()
        guard unsafe X509_VERIFY_PARAM_set1_host(parameters, serverName, 0) == 1,
            unsafe abeyance_tls_set_server_name(ssl, serverName) == 1
        else { throw OpenSSLErrors.taken(.setting, "server name `\(serverName)`") }
    }

    /// Room for plaintext in each call; what does not fit is read by the next one.
    private static let leastSpace = 256

    /// Made once for the process; OpenSSL only reads it.
    private nonisolated(unsafe) static let method: OpaquePointer? = unsafe abeyance_tls_bio_method()
}
