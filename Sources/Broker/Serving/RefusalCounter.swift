package import Cryptography
package import Decisions
package import StrictJSON
import Synchronization

/// Counts, minute by minute, what is refused before its operation is known, so that a flood cannot fill the log.
///
/// At most 4,096 certificates are told apart in a minute; further ones count among the others.
package final class RefusalCounter: Sendable {
    private struct Tally {
        var reasons: [ReasonCode: Int64] = [:]
        var fingerprints: [SHA256Digest: Int64] = [:]
        var others: Int64 = 0
    }

    private struct State {
        var since: Timestamp
        var tallies: [ExactString?: Tally] = [:]
        var distinct = 0
    }

    private let state: Mutex<State>
    private let counted: @Sendable (ReasonCode) -> Void

    /// A counter whose first minute begins now; `counted` hears of each refusal.
    package init(since now: Timestamp, counted: @escaping @Sendable (ReasonCode) -> Void = { _ in }) {
        state = Mutex(State(since: now))
        self.counted = counted
    }

    /// Counts one refusal, of a registered organisation or of nobody known.
    package func count(
        _ reason: ReasonCode,
        organisation: ExactString? = nil,
        certificate: SHA256Digest? = nil
    ) {
        counted(reason)
        state.withLock { state in
            var tally = state.tallies[organisation] ?? Tally()
            tally.reasons[reason, default: 0] += 1
            if let certificate,
                tally.fingerprints[certificate] != nil || state.distinct < Self.mostCertificates
            {
                if tally.fingerprints[certificate] == nil { state.distinct += 1 }
                tally.fingerprints[certificate, default: 0] += 1
            } else {
                tally.others += 1
            }
            state.tallies[organisation] = tally
        }
    }

    /// What was counted since the last call: one summary for each organisation, and one for strangers.
    package func take(at now: Timestamp) -> [RefusalSummary] {
        let taken = state.withLock { state in
            let taken = state
            state = State(since: now)
            return taken
        }
        return taken.tallies.sorted { ($0.key ?? "") < ($1.key ?? "") }.map { organisation, tally in
            RefusalSummary(
                since: taken.since,
                organisation: organisation,
                reasons: tally.reasons.map { RefusalSummary.Count($0.key, $0.value) }
                    .sorted { $0.subject.word < $1.subject.word },
                fingerprints: tally.fingerprints.map { RefusalSummary.Count($0.key, $0.value) }
                    .sorted { ($1.count, $0.subject.hex) < ($0.count, $1.subject.hex) },
                others: tally.others
            )
        }
    }

    private static let mostCertificates = 4_096
}
