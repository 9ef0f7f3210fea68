internal import COpenSSL
package import Cryptography

/// One immutable generation of TLS: certificate, key, authorities and rules, in server or client role.
///
/// Building one takes milliseconds of parsing and is done off the event loops. Sessions belong to their context, so
/// that a new generation voids all earlier ones. A connection keeps its context alive.
package final class TLSContext: Sendable {
    /// The number of this generation, as decisions record it.
    package let generation: UInt64

    let handle: SSLContext

    /// Present in server role: judges clients.
    let verifier: ClientVerifier?

    /// A context in server role, which asks every client for a certificate.
    ///
    /// `clock` says the time at which chains are judged.
    package init(
        server identity: TLSIdentity,
        clients trust: ClientTrust,
        generation: UInt64,
        lowest: TLSVersion = .tls13,
        algorithms: TLSAlgorithms = .fewKeyKinds,
        clock: @escaping @Sendable () -> Timestamp
    ) throws(TLSError) {
        let verifier = ClientVerifier(trust: trust, clock: clock)
        handle = unsafe try SSLContext(lowest: lowest, algorithms: algorithms) { context throws(TLSError) in
            unsafe try SSLContext.present(identity, in: context)
            unsafe try SSLContext.trust(trust.authorities, in: context)
            unsafe try Self.resumeSessions(of: generation, in: context)
            unsafe ClientVerifier.install(verifier, in: context)
            unsafe SSL_CTX_set_alpn_select_cb(context, ApplicationProtocol.select, nil)
        }
        self.generation = generation
        self.verifier = verifier
    }

    /// A context in client role, which shows `identity`, accepts servers under `authorities` only, and offers
    /// `protocols` in their order.
    package init(
        client identity: TLSIdentity?,
        servers authorities: [Certificate],
        lowest: TLSVersion = .tls13,
        algorithms: TLSAlgorithms = .fewKeyKinds,
        offering protocols: [ApplicationProtocol] = [.http11]
    ) throws(TLSError) {
        handle = unsafe try SSLContext(lowest: lowest, algorithms: algorithms) { context throws(TLSError) in
            if let identity { unsafe try SSLContext.present(identity, in: context) }
            unsafe try SSLContext.trust(authorities, in: context)
            unsafe abeyance_tls_cache_nothing(context)
            unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
            let offered = ApplicationProtocol.list(protocols)
            // Unlike its neighbours this call answers 0 when it succeeded.
            guard unsafe SSL_CTX_set_alpn_protos(context, offered, UInt32(offered.count)) == 0 else {
                throw OpenSSLErrors.taken(.setting, "application protocols")
            }
        }
        generation = 0
        verifier = nil
    }

    /// Why a client that an earlier handshake verified is not accepted by this generation now, or nil.
    ///
    /// Asked for every request, so that revocations and new generations reach open connections.
    package func refusal(of client: VerifiedClient) -> CertificateRefusal? {
        guard let verifier else {
            return CertificateRefusal(.untrustedAuthority, "this end accepts no clients")
        }
        return verifier.refusal(of: client)
    }

    /// Whether `TLSAlgorithms.fewKeyKinds` is what it says in this process, and not OpenSSL as it is configured.
    package static var hasFewKeyKinds: Bool { unsafe TLSAlgorithms.fewKeyKinds.libraryContext != nil }

    /// One ticket a handshake, kept on our side, bound to this generation.
    private static func resumeSessions(of generation: UInt64, in context: OpaquePointer) throws(TLSError) {
        unsafe abeyance_tls_cache_sessions(context, TLSLimits.sessions, TLSLimits.sessionSeconds)
        let name = Array("abeyance".utf8) + (0..<8).map { UInt8(truncatingIfNeeded: generation >> (8 * $0)) }
        guard
            unsafe SSL_CTX_set_num_tickets(context, 1) == 1,
            unsafe SSL_CTX_set_session_id_context(context, name, UInt32(name.count)) == 1
        else { throw OpenSSLErrors.taken(.setting, "session resumption") }
    }
}
