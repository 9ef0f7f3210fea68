internal import StrictJSON

/// Why a request was refused: the closed list that policies annotate with and clients read.
package enum ReasonCode: Hashable, Sendable {
    case moratoriumPolice
    case notExemptPurpose
    case warrantRequired
    /// A presented token failed; spelt `warrant_` and the token's own code.
    case warrant(WarrantRefusalCode)
    case thresholdBelowFloor
    case stopped
    case clockUntrusted
    case unknownOperation
    case liveProhibited
    case collectionForbidden
    case jurisdictionBan
    case onBehalfUnknown
    case reviewMissing
    case defaultDeny
    case policyError
    case policyExpired
    case bundleInvalid
    case unknownClient
    case revoked
    case revocationStale
    case rateLimited
    case auditUnavailable
    case auditBackpressure
    case auditDiskLow
    case coreUnavailable
    case coreUnknown
    case collectionUnknown
    case emergencyClosed
    case expectedMatchesAboveCap
    case invalidRequest
}

extension ReasonCode: ClosedVocabulary {
    package static let allCases: [ReasonCode] =
        plain.map(\.code) + WarrantRefusalCode.allCases.map(ReasonCode.warrant)

    package init?(rawValue: String) {
        guard let found = Self.allCases.first(where: { ExactString($0.rawValue) == ExactString(rawValue) })
        else {
            return nil
        }
        self = found
    }

    /// The code as policies and entries spell it.
    package var rawValue: String {
        if case .warrant(let code) = self { return "warrant_\(code.rawValue)" }
        return Self.plain.first { $0.code == self }?.word ?? "policy_error"
    }

    /// Whether a policy may name the code in its `@reason`; the others are the gate's own.
    package var isPolicyReason: Bool {
        switch self {
        case .moratoriumPolice, .notExemptPurpose, .warrantRequired, .thresholdBelowFloor, .liveProhibited,
            .collectionForbidden, .jurisdictionBan, .reviewMissing, .expectedMatchesAboveCap,
            .emergencyClosed,
            .policyExpired:
            true
        default: false
        }
    }

    private static let plain: [(code: ReasonCode, word: String)] = [
        (.moratoriumPolice, "moratorium_police"), (.notExemptPurpose, "not_exempt_purpose"),
        (.warrantRequired, "warrant_required"), (.thresholdBelowFloor, "threshold_below_floor"),
        (.stopped, "stopped"), (.clockUntrusted, "clock_untrusted"), (.unknownOperation, "unknown_operation"),
        (.liveProhibited, "live_prohibited"), (.collectionForbidden, "collection_forbidden"),
        (.jurisdictionBan, "jurisdiction_ban"), (.onBehalfUnknown, "on_behalf_unknown"),
        (.reviewMissing, "review_missing"), (.defaultDeny, "default_deny"), (.policyError, "policy_error"),
        (.policyExpired, "policy_expired"), (.bundleInvalid, "bundle_invalid"),
        (.unknownClient, "unknown_client"), (.revoked, "revoked"), (.revocationStale, "revocation_stale"),
        (.rateLimited, "rate_limited"), (.auditUnavailable, "audit_unavailable"),
        (.auditBackpressure, "audit_backpressure"), (.auditDiskLow, "audit_disk_low"),
        (.coreUnavailable, "core_unavailable"), (.coreUnknown, "core_unknown"),
        (.collectionUnknown, "collection_unknown"), (.emergencyClosed, "emergency_closed"),
        (.expectedMatchesAboveCap, "expected_matches_above_cap"), (.invalidRequest, "invalid_request"),
    ]
}
