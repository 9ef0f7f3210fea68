import ArgumentParser
import AuditLog
import Cryptography
import StrictJSON
import TransparencyLog
import Witnessing

extension Audit {
    /// Verifies a log from its bytes and its public key.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every entry, hash, signature, order and count of a log against its public key.",
            discussion: """
                Prints each finding with the entry, the field, what was expected and what was found, then one line.

                A log that was rolled back to an older state, or rewritten with the log's own key, is in order in itself. \
                Checkpoints that were kept elsewhere tell: every answer of a gate carries one (`Abeyance-Checkpoint`), and \
                so does every export. What witnesses cosigned and lies beside the log is held against it too; with `--witness` \
                it must be there and be valid, and the last line says who cosigned what when.

                Exit codes: 0 nothing was found, 1 something was found, 2 the log could not be read, 64 wrong usage.
                """
        )

        @OptionGroup var log: LogArguments

        @Option(
            name: .customLong("checkpoint"),
            help: ArgumentHelp(
                "A checkpoint of this log that you hold: a signed note, or the header's text; may be given again.",
                valueName: "file"
            )
        )
        var checkpoints: [String] = []

        @OptionGroup var witnesses: WitnessArguments

        func run() async throws {
            try await log.examine("verifying") { source, key, progress in
                let held = try checkpoints.map { try HeldCheckpoint.read($0, log: key) }
                let cosigned = try Cosigned(beside: log.path, by: witnesses, log: key)
                let report = try await LogVerification.verify(source, key: key, held: held) {
                    progress.tell($0, of: $1)
                }
                var facts = facts(of: report)
                if let cosigned { facts.append("cosignatures", cosigned.json) }
                return (
                    report.findings.adding(cosigned?.finding), facts,
                    verdict(on: report, cosigned)
                )
            }
        }

        private func facts(of report: VerificationReport) -> JSONObject {
            [
                "place": .string(ExactString(report.place)), "origin": .string(ExactString(report.origin)),
                "entries": .integer(report.entries), "checkpoints": .integer(Int64(report.checkpoints)),
                "verifiedSize": .integer(report.verifiedSize),
                "root": report.root.map { .string(ExactString($0.hex)) } ?? .null,
                "permits": .integer(Int64(report.permits)), "warrants": .integer(Int64(report.warrants)),
                "awaitingOutcome": .array(report.awaitingOutcome.map(JSONValue.integer)),
                "newestTime": report.newestTime.map { .string(ExactString($0.rfc3339)) } ?? .null,
            ]
        }

        private func verdict(on report: VerificationReport, _ cosigned: Cosigned?) -> String {
            let findings = report.findings.adding(cosigned?.finding)
            guard findings.isEmpty else {
                return
                    "NOT VERIFIED: \(Amount.of(findings.count, "finding")) in \(Amount.of(report.entries, "entry", "entries")) of \(report.place)"
            }
            let root = report.root.map { ", root \($0.hex.prefix(16))…" } ?? ""
            return
                "verified: \(Amount.of(report.entries, "entry", "entries")) of \(report.origin), \(Amount.of(report.checkpoints, "checkpoint"))\(root)\(cosigned?.words ?? ""); nothing found"
        }
    }
}
