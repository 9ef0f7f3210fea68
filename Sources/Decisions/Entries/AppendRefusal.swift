package import Cryptography

/// Why the log did not take an entry; nothing was written.
package enum AppendRefusal: Error, Hashable, Sendable {
    /// The queue is full.
    case backpressure
    /// The reserve of disk is touched.
    case diskLow
    /// The log cannot be written, with the cause for the operator.
    case unavailable(String)
    /// The warrant has no use left.
    case usesExhausted
    /// Another bundle is in force than the draft requires.
    case bundleNotInForce(current: SHA256Digest)
    /// The entry's time cannot stand after the newest entry's.
    case clockUntrusted

    /// The reason that a refusal of the request gives.
    package var reason: ReasonCode {
        switch self {
        case .backpressure: .auditBackpressure
        case .diskLow: .auditDiskLow
        case .unavailable: .auditUnavailable
        case .usesExhausted: .warrant(.usesExhausted)
        case .bundleNotInForce: .bundleInvalid
        case .clockUntrusted: .clockUntrusted
        }
    }
}
