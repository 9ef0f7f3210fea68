/// Every metric there is, by the name under which it is exposed.
///
/// The table of Docs/Operating.md names the same ones, which a test holds it to.
package enum Metric: String, CaseIterable, Sendable {
    case decisions = "abeyance_decisions_total"
    case refusals = "abeyance_refusals_total"
    case handshake = "abeyance_handshake_seconds"
    case decide = "abeyance_decide_seconds"
    case append = "abeyance_append_seconds"
    case forward = "abeyance_forward_seconds"
    case certificateEnd = "abeyance_certificate_expiry_timestamp_seconds"
    case revocationListEnd = "abeyance_revocation_list_expiry_timestamp_seconds"
    case revocationListNumber = "abeyance_revocation_list_number"
    case bundleEnd = "abeyance_bundle_expiry_timestamp_seconds"
    case unwitnessed = "abeyance_unwitnessed_age_seconds"
    case queueDepth = "abeyance_append_queue_entries"
    case diskFree = "abeyance_disk_free_bytes"
    case diskReserve = "abeyance_disk_reserve_bytes"
    case logEntries = "abeyance_log_entries"
    case budgetsSpent = "abeyance_entry_budgets_spent"
    case generation = "abeyance_generation"
    case reloads = "abeyance_reloads_total"
    case reloadFailed = "abeyance_reload_failed"
    case alarms = "abeyance_alarms_total"
    case ready = "abeyance_ready"
    case connections = "abeyance_connections"
    case requestsInHand = "abeyance_requests_in_hand"
    case coreRestarts = "abeyance_core_restarts_total"

    /// How Prometheus reads it: `counter`, `gauge` or `histogram`.
    package var kind: String {
        switch self {
        case .decisions, .refusals, .reloads, .alarms, .coreRestarts: "counter"
        case .handshake, .decide, .append, .forward: "histogram"
        default: "gauge"
        }
    }

    /// The labels it has; none of them is a person's.
    package var labels: [String] {
        switch self {
        case .decisions: ["outcome", "rule"]
        case .refusals: ["reason"]
        case .certificateEnd: ["kind", "subject", "fingerprint"]
        case .revocationListEnd, .revocationListNumber: ["issuer", "key"]
        case .bundleEnd: ["name"]
        case .reloads: ["result"]
        case .alarms: ["about"]
        default: []
        }
    }

    /// What it says, in a line.
    package var help: String {
        switch self {
        case .decisions: "Decisions recorded, by outcome and first determining rule or reason."
        case .refusals: "Refusals before the operation was known, by reason."
        case .handshake: "Time of TLS handshakes that ended well."
        case .decide: "Time from a complete request to its decision."
        case .append: "Time until an entry is durable."
        case .forward: "Time that the core took for an order."
        case .certificateEnd: "When a certificate ends, seconds since 1970."
        case .revocationListEnd: "When a revocation list ends, after which its issuer's clients are refused."
        case .revocationListNumber: "The number of the revocation list in force."
        case .bundleEnd: "When the policy set permits nothing any more."
        case .unwitnessed:
            "Age of the oldest entry that no cosigned checkpoint covers; 0 when each is covered."
        case .queueDepth: "Entries that wait for the next commit."
        case .diskFree: "Free bytes on the audit log's file system."
        case .diskReserve: "Free bytes below which decisions are refused."
        case .logEntries: "Entries in the audit log."
        case .budgetsSpent: "Organisations whose entries of the day are spent."
        case .generation: "The number of the generation in force."
        case .reloads: "Attempts to load a generation, by result."
        case .reloadFailed: "1 while the newest attempt to load a generation has failed."
        case .alarms: "Alarms raised, by what they are about."
        case .ready: "1 while requests can be decided and forwarded."
        case .connections: "Open connections of clients."
        case .requestsInHand: "Requests that are being handled."
        case .coreRestarts: "How often the matching core has died and was started again."
        }
    }
}
