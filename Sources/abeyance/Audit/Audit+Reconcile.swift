import ArgumentParser
import AuditLog
import Broker
import StrictJSON

extension Audit {
    /// Holds a court's list of warrants against the uses recorded.
    struct Reconcile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a court's own list of warrants against the uses that the log recorded.",
            discussion: """
                The list has one JSON object a line: {"iss": COURT, "jti": TOKEN'S ID, "uses": HOW MANY IT ALLOWS}. The log \
                names warrants by keyed digests only; the operator gives auditors the key (`digest.key`). Found are: uses \
                of a warrant that is on no list (unless `--partial`), more uses than the court allowed, and another number \
                than it listed.

                Exit codes: 0 all agrees, 1 something does not, 2 the log or a list could not be read, 64 wrong usage.
                """
        )

        @OptionGroup var log: LogArguments

        @Option(help: ArgumentHelp("The court's list; one option for each court.", valueName: "file"))
        var issued: [String]

        @Option(help: ArgumentHelp("The log's digest key.", valueName: "file"))
        var digestKey: String

        @Flag(
            help:
                "The lists are not of every court: a use of a warrant on none of them is told, and no finding."
        )
        var partial = false

        func run() async throws {
            try await log.examine("reconciling") { source, key, progress in
                let warrants = try issued.flatMap {
                    try IssuedWarrant.list(FileBytes.read($0, atMost: 256 << 20), named: $0)
                }
                let result = try await Reconciliation(
                    source,
                    key: key,
                    issued: warrants,
                    digester: try DigestKey.read(digestKey),
                    isWhole: !partial,
                    progress: { progress.tell($0, of: $1) }
                )
                if !log.json { tell(result) }
                return (result.findings, facts(of: result), verdict(on: result))
            }
        }

        private func tell(_ result: Reconciliation) {
            for line in result.lines {
                let used = line.recorded.map {
                    "\($0.used) used by \(names($0)), last at \($0.lastTime) (entry \($0.last)), \($0.refused) refused"
                }
                Terminal.print(
                    Printable.text(
                        "\(line.warrant.tokenID) of \(line.warrant.issuer)  \(line.warrant.uses) allowed, \(used ?? "never used")",
                        limit: 600
                    )
                )
            }
            guard partial else { return }
            for (digest, uses) in result.unlisted.sorted(by: { $0.value.first < $1.value.first }) {
                Terminal.print(
                    Printable.text(
                        "on no list: \(digest)  \(uses.used) used by \(names(uses)), first at entry \(uses.first)",
                        limit: 600
                    )
                )
            }
        }

        private func names(_ uses: RecordedUses) -> String {
            uses.organisations.sorted().map(\.value).joined(separator: ", ")
        }

        private func facts(of result: Reconciliation) -> JSONObject {
            [
                "entries": .integer(result.entries),
                "warrants": .array(
                    result.lines.map { line in
                        [
                            "iss": .string(line.warrant.issuer), "jti": .string(line.warrant.tokenID),
                            "uses": .integer(line.warrant.uses), "used": .integer(line.recorded?.used ?? 0),
                            "refused": .integer(Int64(line.recorded?.refused ?? 0)),
                        ]
                    }
                ), "unlisted": .integer(Int64(result.unlisted.count)),
            ]
        }

        private func verdict(on result: Reconciliation) -> String {
            let used = result.lines.count { $0.recorded != nil }
            let counts =
                "\(used) of \(Amount.of(result.lines.count, "listed warrant")) used, \(result.unlisted.count) used that \(result.unlisted.count == 1 ? "is" : "are") on no list"
            return result.findings.isEmpty
                ? "reconciled: \(counts)"
                : "NOT RECONCILED: \(Amount.of(result.findings.count, "finding")); \(counts)"
        }
    }
}
