internal import Cryptography
package import Decisions
internal import StrictJSON
package import TransparencyLog

/// Decides every recorded request by another policy set, and lists what would have come out the other way.
///
/// The facts are the recorded ones: the clock, who connected, what the warrant said and which uses were left are those
/// of the time. Only organisations, collections and policies are the other set's.
package enum PolicyTrial {
    /// Reads the whole source; memory grows with the number of organisations and rules only.
    ///
    /// - Parameters:
    ///   - source: what to read.
    ///   - key: the log's public key.
    ///   - engine: the other policy set.
    ///   - progress: called after each chunk with how many entries were read, and how many there are.
    ///   - tell: given every flip, in the order of the log.
    /// - Returns: how many turn, by what.
    /// - Throws: what `tell` throws, and when the source cannot be read at all.
    package static func run(
        _ source: some LogSource,
        key: NoteVerifier,
        by engine: Engine,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil,
        _ tell: (Flip) throws -> Void
    ) async throws -> WhatIfReport {
        var report = WhatIfReport()
        let walk = try await LogWalk.walk(source, key: key, progress: progress) { entries, findings in
            let decisions = entries.filter { $0.type == .decision }
            for decided in await Cores.map(decisions, { decide($0, by: engine) }) {
                switch decided {
                case .success(let flip):
                    report.decisions += 1
                    guard let flip else { continue }
                    report.add(flip)
                    try tell(flip)
                case .failure(let unreadable): findings.add(unreadable.finding)
                }
            }
        }
        report.entries = walk.entries
        report.findings = walk.findings
        return report
    }

    private struct Unreadable: Error {
        let finding: Finding
    }

    private static func decide(_ entry: LogEntry, by engine: Engine) -> Result<Flip?, Unreadable> {
        do throws(JSONError) {
            let record = try DecisionRecord(entry.body)
            guard engine.isAllowed(record.facts) != record.ruling.isAllowed else { return .success(nil) }
            // Why is asked only of what turns: the words take many times as long as the decision.
            let ruling = engine.ruling(on: record.facts)
            return .success(Flip(index: entry.index, record: record, ruling: ruling))
        } catch {
            return .failure(
                Unreadable(
                    finding: Finding(
                        .form,
                        index: entry.index,
                        field: "leaf",
                        expected: "a decision",
                        found: "\(error)"
                    )
                )
            )
        }
    }
}
