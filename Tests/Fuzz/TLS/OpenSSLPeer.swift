import COpenSSL
import Cryptography

/// A peer that is plain OpenSSL between two buffers, with every means that a handler has no call for.
final class OpenSSLPeer {
    /// What a peer is, apart from the connection.
    struct Settings: Hashable {
        /// Whether it is the client.
        var isClient: Bool
        var identity: FuzzedAuthority.Identity
        /// The highest version that it speaks.
        var highest: Int32
        /// What it offers, or would choose, in the form of ALPN; empty for nothing.
        var protocols: [UInt8]
    }

    /// The secrets of the connection by their names in the key log.
    private(set) var secrets: [String: [UInt8]] = [:]

    /// What it has read.
    private(set) var received: [UInt8] = []

    /// Whether nothing can be done with it any more.
    private(set) var isBroken = false

    /// Whether the other end has sent its close_notify.
    private(set) var isEnded = false

    private let ssl: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    init(_ settings: Settings, resuming session: Session? = nil) {
        ssl = unsafe Self.present(SSL_new(Self.context(settings)))
        unsafe incoming = unsafe Self.present(BIO_new(BIO_s_mem()))
        unsafe outgoing = unsafe Self.present(BIO_new(BIO_s_mem()))
        unsafe SSL_set_bio(ssl, incoming, outgoing)
        unsafe _ = abeyance_tls_set_owner(ssl, Unmanaged.passUnretained(self).toOpaque())
        if settings.isClient {
            unsafe SSL_set_connect_state(ssl)
            if let session { unsafe _ = SSL_set_session(ssl, session.pointer) }
        } else {
            unsafe SSL_set_accept_state(ssl)
        }
    }

    deinit {
        // Without an end of both sides the session could not be resumed.
        unsafe SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        unsafe SSL_free(ssl)
        ERR_clear_error()
    }

    /// Whether its handshake has ended well.
    var isEstablished: Bool { unsafe SSL_is_init_finished(ssl) == 1 }

    var isResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }

    /// Takes bytes from the network.
    func receive(_ bytes: [UInt8]) { unsafe _ = BIO_write(incoming, bytes, Int32(bytes.count)) }

    /// Goes on as far as it can.
    func work() {
        if !isEstablished { act { unsafe SSL_do_handshake(ssl) } }
        guard isEstablished else { return }
        var space = [UInt8](repeating: 0, count: 16_384)
        var count = 0
        repeat {
            count = 0
            act { unsafe SSL_read_ex(ssl, &space, space.count, &count) }
            received += space.prefix(count)
        } while count > 0
    }

    /// Encrypts some bytes; whether it could.
    func write(_ bytes: [UInt8]) -> Bool {
        guard isEstablished, !bytes.isEmpty else { return false }
        var count = 0
        act { unsafe SSL_write_ex(ssl, bytes, bytes.count, &count) }
        return count == bytes.count
    }

    func shutdown() { if isEstablished { act { min(1, unsafe SSL_shutdown(ssl) + 1) } } }

    /// There is no such thing in TLS 1.2.
    func updateKey(asking: Bool) {
        guard isEstablished, unsafe SSL_version(ssl) == TLS1_3_VERSION else { return }
        act { unsafe SSL_key_update(ssl, asking ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED) }
        act { unsafe SSL_do_handshake(ssl) }
    }

    func renegotiate() {
        guard isEstablished else { return }
        act { unsafe SSL_renegotiate(ssl) }
        act { unsafe SSL_do_handshake(ssl) }
    }

    /// What it has for the network.
    func take() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(unsafe BIO_ctrl_pending(outgoing)))
        if !bytes.isEmpty { unsafe _ = BIO_read(outgoing, &bytes, Int32(bytes.count)) }
        return bytes
    }

    /// Its session, to be resumed.
    var session: Session? { unsafe SSL_get1_session(ssl).map { unsafe Session($0) } }

    /// A session that outlives its connection.
    final class Session {
        fileprivate let pointer: OpaquePointer
        fileprivate init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }
        deinit { unsafe SSL_SESSION_free(pointer) }
    }

    private func act(_ body: () -> Int32) {
        guard !isBroken else { return }
        ERR_clear_error()
        let result = body()
        let error = result == 1 ? SSL_ERROR_NONE : unsafe SSL_get_error(ssl, result)
        switch error {
        case SSL_ERROR_NONE, SSL_ERROR_WANT_READ: break
        case SSL_ERROR_ZERO_RETURN: isEnded = true
        default: isBroken = true
        }
        ERR_clear_error()
    }

    // MARK: - Contexts

    private nonisolated(unsafe) static var contexts: [Settings: OpaquePointer] = [:]

    private static func context(_ settings: Settings) -> OpaquePointer {
        if let known = unsafe contexts[settings] { return unsafe known }
        let context = unsafe present(SSL_CTX_new(TLS_method()))
        let identity =
            settings.isClient
            ? FuzzedAuthority.client(settings.identity) : FuzzedAuthority.server(settings.identity)
        if let identity { unsafe show(identity, in: context) }
        unsafe _ = abeyance_tls_set_versions(context, TLS1_2_VERSION, settings.highest)
        unsafe abeyance_tls_cache_nothing(context)
        // It asks for a certificate and takes any: our end is the one that is judged.
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, { _, _ in 1 })
        if !settings.protocols.isEmpty {
            if settings.isClient {
                unsafe _ = SSL_CTX_set_alpn_protos(
                    context,
                    settings.protocols,
                    UInt32(settings.protocols.count)
                )
            } else {
                unsafe SSL_CTX_set_alpn_select_cb(context, Self.first, nil)
            }
        }
        unsafe SSL_CTX_set_keylog_callback(context) { ssl, line in
            guard let owner = unsafe abeyance_tls_owner(ssl), let line = unsafe line else { return }
            let peer = unsafe Unmanaged<OpenSSLPeer>.fromOpaque(owner).takeUnretainedValue()
            peer.learn(unsafe String(cString: line))
        }
        unsafe contexts[settings] = context
        return unsafe context
    }

    /// As a server: what the client names first.
    private static let first: SSL_CTX_alpn_select_cb_func = { _, chosen, count, offers, offersCount, _ in
        guard let offers = unsafe offers, offersCount > 1 else { return SSL_TLSEXT_ERR_NOACK }
        unsafe chosen?.pointee = offers + 1
        unsafe count?.pointee = offers[0]
        return SSL_TLSEXT_ERR_OK
    }

    private static func show(_ identity: (chain: [Certificate], key: PrivateKey), in context: OpaquePointer) {
        for (position, certificate) in identity.chain.enumerated() {
            let der = certificate.der
            let x509 = unsafe der.withUnsafeBufferPointer { buffer in
                var cursor = buffer.baseAddress
                return unsafe present(d2i_X509(nil, &cursor, buffer.count))
            }
            unsafe _ =
                position == 0
                ? SSL_CTX_use_certificate(context, x509) : abeyance_tls_add_chain_certificate(context, x509)
            unsafe X509_free(x509)
        }
        let pem = FuzzedAuthority.made { try identity.key.pem() }
        let key = unsafe pem.withUnsafeBytes { bytes in
            let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count))
            defer { unsafe _ = BIO_free(bio) }
            return unsafe present(PEM_read_bio_PrivateKey(bio, nil, nil, nil))
        }
        unsafe _ = SSL_CTX_use_PrivateKey(context, key)
        unsafe EVP_PKEY_free(key)
    }

    private func learn(_ line: String) {
        let words = line.split(separator: " ")
        guard words.count == 3 else { return }
        let digits = Array(words[2].utf8)
        secrets[String(words[0])] = stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16) ?? 0
        }
    }

    private static func present(_ pointer: OpaquePointer?) -> OpaquePointer {
        guard let pointer = unsafe pointer else { fatalError("OpenSSL gives nothing") }
        return unsafe pointer
    }
}
