import ArgumentParser
import AuditLog
import StrictJSON

extension Audit {
    /// Decides everything again.
    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Decide every recorded decision again, from the recorded facts and the policies of the time.",
            discussion: """
                Finds a decision that was changed and signed again with the log's own key, which `audit verify` cannot. \
                Prints each difference with the entry, the field, what was decided now and what is recorded, then one line.

                Exit codes: 0 everything came out as recorded, 1 something did not, 2 the log could not be read, \
                64 wrong usage.
                """
        )

        @OptionGroup var log: LogArguments

        func run() async throws {
            try await log.examine("replaying") { source, key, progress in
                let report = try await LogReplay.replay(source, key: key) { progress.tell($0, of: $1) }
                return (report.findings, facts(of: report), verdict(on: report))
            }
        }

        private func facts(of report: ReplayReport) -> JSONObject {
            [
                "place": .string(ExactString(report.place)), "entries": .integer(report.entries),
                "decisions": .integer(Int64(report.decisions)), "same": .integer(Int64(report.same)),
                "bundles": .integer(Int64(report.bundles)),
            ]
        }

        private func verdict(on report: ReplayReport) -> String {
            let counts =
                "\(report.same) of \(Amount.of(report.decisions, "decision")) came out as recorded, by \(Amount.of(report.bundles, "policy set"))"
            return report.isClean
                ? "replayed: \(counts)"
                : "NOT AS RECORDED: \(Amount.of(report.findings.count, "finding")); \(counts)"
        }
    }
}
