import Cryptography
import Decisions
import PolicyControl
import StrictJSON

extension ControlCommand {
    /// What the command denies, and why; `nil` when it denies nothing.
    ///
    /// - Throws: `StartError` when a digest or a moment is not written as one.
    var denial: (Denial, reason: String)? {
        get throws {
            switch self {
            case .deny(let certificate, let reason):
                (.certificate(try Self.digest(certificate, "fingerprint")), reason)
            case .denyKey(let key, let reason): (.key(try Self.digest(key, "key's digest")), reason)
            case .denyIssuedBefore(let authority, let text, let reason):
                (
                    .issuedBefore(
                        try Self.moment(text),
                        authority: try Self.digest(authority, "key's digest")
                    ),
                    reason
                )
            case .activate, .redact, .reload, .status, .trustClock: nil
            }
        }
    }

    private static func digest(_ text: String, _ what: String) throws -> SHA256Digest {
        guard let digest = SHA256Digest(hex: text) else {
            throw StartError("`\(text)` is no \(what): 64 hexadecimal digits in lower case were expected")
        }
        return digest
    }

    private static func moment(_ text: String) throws -> Timestamp {
        guard let moment = Timestamp(rfc3339: text) else {
            throw StartError("`\(text)` is no moment: RFC 3339 was expected, such as `2026-01-31T00:00:00Z`")
        }
        return moment
    }
}
