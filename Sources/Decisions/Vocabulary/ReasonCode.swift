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
    case entryBudgetSpent
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
        plain + WarrantRefusalCode.allCases.map(ReasonCode.warrant)

    package init?(rawValue: String) {
        guard let found = Self.allCases.first(where: { ExactString($0.rawValue) == ExactString(rawValue) })
        else {
            return nil
        }
        self = found
    }

    /// The code as policies and entries spell it.
    package var rawValue: String {
        switch self {
        case .moratoriumPolice: "moratorium_police"
        case .notExemptPurpose: "not_exempt_purpose"
        case .warrantRequired: "warrant_required"
        case .thresholdBelowFloor: "threshold_below_floor"
        case .stopped: "stopped"
        case .clockUntrusted: "clock_untrusted"
        case .unknownOperation: "unknown_operation"
        case .liveProhibited: "live_prohibited"
        case .collectionForbidden: "collection_forbidden"
        case .jurisdictionBan: "jurisdiction_ban"
        case .onBehalfUnknown: "on_behalf_unknown"
        case .reviewMissing: "review_missing"
        case .defaultDeny: "default_deny"
        case .policyError: "policy_error"
        case .policyExpired: "policy_expired"
        case .bundleInvalid: "bundle_invalid"
        case .unknownClient: "unknown_client"
        case .revoked: "revoked"
        case .revocationStale: "revocation_stale"
        case .rateLimited: "rate_limited"
        case .entryBudgetSpent: "entry_budget_spent"
        case .auditUnavailable: "audit_unavailable"
        case .auditBackpressure: "audit_backpressure"
        case .auditDiskLow: "audit_disk_low"
        case .coreUnavailable: "core_unavailable"
        case .coreUnknown: "core_unknown"
        case .collectionUnknown: "collection_unknown"
        case .emergencyClosed: "emergency_closed"
        case .expectedMatchesAboveCap: "expected_matches_above_cap"
        case .invalidRequest: "invalid_request"
        case .warrant(let code): "warrant_\(code.rawValue)"
        }
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

    private static let plain: [ReasonCode] = [
        .moratoriumPolice, .notExemptPurpose, .warrantRequired, .thresholdBelowFloor, .stopped,
        .clockUntrusted, .unknownOperation, .liveProhibited, .collectionForbidden, .jurisdictionBan,
        .onBehalfUnknown, .reviewMissing, .defaultDeny, .policyError, .policyExpired, .bundleInvalid,
        .unknownClient, .revoked, .revocationStale, .rateLimited, .entryBudgetSpent, .auditUnavailable,
        .auditBackpressure, .auditDiskLow, .coreUnavailable, .coreUnknown, .collectionUnknown,
        .emergencyClosed,
        .expectedMatchesAboveCap, .invalidRequest,
    ]
}
