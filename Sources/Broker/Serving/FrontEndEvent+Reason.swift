import Cryptography
import Decisions
import FrontEnd
import TLS

extension FrontEndEvent {
    /// The reason under which a summary counts the event, and the certificate that was met.
    var refusal: (reason: ReasonCode, certificate: SHA256Digest?) {
        switch self {
        case .handshakeRefused(let refusal): (refusal.reason.code, refusal.presented)
        case .requestRefused(let refusal, let client, _):
            (
                refusal.code == .certificateRefused ? .revoked : refusal.code.reason,
                client.certificate.fingerprint
            )
        case .connectionRefused: (.rateLimited, nil)
        }
    }

    /// The event in one line for the operator's log; without anything secret.
    var line: String {
        switch self {
        case .handshakeRefused(let refusal):
            "handshake refused: \(refusal.reason.name): \(refusal.detail) (\(refusal.peer))"
                + (refusal.presented.map { " certificate \($0.hex)" } ?? "")
        case .requestRefused(let refusal, let client, let peer):
            "request refused: \(refusal.code.rawValue): \(refusal.detail) (\(peer)) certificate "
                + client.certificate.fingerprint.hex
        case .connectionRefused(let peer): "connection refused: too many (\(peer))"
        }
    }
}

extension HandshakeRefusal.Reason {
    fileprivate var code: ReasonCode {
        switch self {
        case .certificate(.revoked), .certificate(.denied), .certificate(.issuedTooEarly): .revoked
        case .certificate(.revocationStale), .certificate(.revocationUnreadable): .revocationStale
        case .certificate, .noCertificate: .unknownClient
        case .handshake, .deadline, .tooManyBytes, .disconnected: .invalidRequest
        }
    }
}

extension FrontEndRefusal.Code {
    fileprivate var reason: ReasonCode { isOverload ? .rateLimited : .invalidRequest }
}
