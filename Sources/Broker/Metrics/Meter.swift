import Decisions
import StrictJSON
import Synchronization

/// What is counted while the gate runs; nothing in it names a person, a client's address or a case.
final class Meter: Sendable {
    /// One decision's labels.
    struct Decided: Hashable, Sendable {
        let isAllowed: Bool
        /// The first determining policy, or the first reason when no policy decided.
        let rule: String
    }

    /// The counters at one moment.
    struct Counts: Sendable {
        var decisions: [Decided: UInt64] = [:]
        var refusals: [String: UInt64] = [:]
        var alarms: [Alarm.Subject: UInt64] = [:]
        var reloads: (done: UInt64, failed: UInt64) = (0, 0)
    }

    /// Handshakes that ended well.
    let handshake = Histogram()
    /// From a request's hand-over to its decision's draft.
    let decide = Histogram()
    /// From an entry's draft to its receipt.
    let append = Histogram()
    /// From an order to the core's reply.
    let forward = Histogram()

    private let counts = Mutex(Counts())

    /// The counters now.
    var now: Counts { counts.withLock { $0 } }

    /// Counts a decision by its entry's body.
    func countDecision(_ body: JSONObject) {
        let ruling = body["ruling"]
        let rule = ruling?["determining"]?.array?.first ?? ruling?["reasons"]?.array?.first
        let decided = Decided(
            isAllowed: ruling?["decision"]?.string == "allow",
            rule: rule?.string?.value ?? "none"
        )
        counts.withLock { counts in
            // Policy sets come and go; what their rules are called must not fill the memory.
            let isKnown = counts.decisions[decided] != nil || counts.decisions.count < Self.mostRules
            let label = isKnown ? decided : Decided(isAllowed: decided.isAllowed, rule: "other")
            counts.decisions[label, default: 0] += 1
        }
    }

    /// Counts a refusal before the operation was known.
    func count(_ reason: ReasonCode) { counts.withLock { $0.refusals[reason.rawValue, default: 0] += 1 } }

    /// Counts an alarm.
    func count(_ subject: Alarm.Subject) { counts.withLock { $0.alarms[subject, default: 0] += 1 } }

    /// Counts an attempt to load a generation.
    func countReload(succeeded: Bool) {
        counts.withLock { counts in
            if succeeded { counts.reloads.done += 1 } else { counts.reloads.failed += 1 }
        }
    }

    private static let mostRules = 4_096
}
