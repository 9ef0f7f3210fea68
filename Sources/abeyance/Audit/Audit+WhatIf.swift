import ArgumentParser
import AuditLog
import Decisions
import PolicyControl
import StrictJSON

extension Audit {
    /// Decides everything by another policy set.
    struct WhatIf: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "what-if",
            abstract:
                "Decide every recorded request by another policy set, and list what would come out otherwise.",
            discussion: """
                Prints a line for each decision that turns, then how many turn by class, organisation and rule. The facts \
                are the recorded ones: only organisations, collections and policies are the other set's.

                Exit codes: 0 decided, whether or not anything turned, 1 the log is not what was signed, 2 the log or the \
                policies could not be read, 64 wrong usage.
                """
        )

        @OptionGroup var log: LogArguments

        @Option(help: ArgumentHelp("The folder of the other policy set.", valueName: "dir"))
        var policies: String

        @Flag(help: "Print the counts only.")
        var summary = false

        func run() async throws {
            let engine = try engine()
            try await log.examine("deciding") { source, key, progress in
                let report = try await PolicyTrial.run(
                    source,
                    key: key,
                    by: engine,
                    progress: { progress.tell($0, of: $1) },
                    { flip in if !summary { tell(flip) } }
                )
                if !log.json { for line in counts(report) { Terminal.print(line) } }
                return (report.findings, facts(of: report), verdict(on: report))
            }
        }

        private func engine() throws -> Engine {
            do {
                return try Engine(try Bundle(files: try PolicyFolder.files(at: policies)))
            } catch {
                Terminal.complain("\(policies): \(error)")
                throw ExitCode(2)
            }
        }

        private func tell(_ flip: Flip) {
            if log.json { return Terminal.print(JSONValue.object(flip.json).serialized()) }
            let place = flip.collection.map { " in \($0)" } ?? ""
            Terminal.print(
                Printable.text(
                    "\(flip.index)  \(flip.time)  \(words(flip.then)) -> \(words(flip.now)): \(flip.organisation) "
                        + "(\(joined(flip.classes))), \(flip.operation)\(place), by \(joined(flip.causes))",
                    limit: 600
                )
            )
        }

        private func counts(_ report: WhatIfReport) -> [String] {
            let tables = [
                ("class", report.classes), ("organisation", report.organisations), ("rule", report.causes),
            ]
            return tables.flatMap { title, tallies in
                tallies.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { name, tally in
                    Printable.text(
                        "by \(title)  \(name)  \(tally.refused) allowed -> refused, \(tally.allowed) refused -> allowed",
                        limit: 300
                    )
                }
            }
        }

        private func facts(of report: WhatIfReport) -> JSONObject {
            [
                "entries": .integer(report.entries), "decisions": .integer(Int64(report.decisions)),
                "flips": .object(json(report.flips)), "classes": .object(json(report.classes)),
                "organisations": .object(json(report.organisations)), "rules": .object(json(report.causes)),
            ]
        }

        private func verdict(on report: WhatIfReport) -> String {
            let counts =
                "\(report.flips.count) of \(Amount.of(report.decisions, "decision")) come out otherwise: "
                + "\(report.flips.refused) allowed -> refused, \(report.flips.allowed) refused -> allowed"
            return report.findings.isEmpty
                ? counts : "NOT WHAT WAS SIGNED: \(Amount.of(report.findings.count, "finding")); \(counts)"
        }

        private func json(_ tallies: [ExactString: FlipTally]) -> JSONObject {
            var object = JSONObject()
            for (name, tally) in tallies.sorted(by: { $0.key < $1.key }) {
                object.append(name, .object(json(tally)))
            }
            return object
        }

        private func json(_ tally: FlipTally) -> JSONObject {
            ["refused": .integer(Int64(tally.refused)), "allowed": .integer(Int64(tally.allowed))]
        }

        private func words(_ ruling: RecordedRuling) -> String { ruling.isAllowed ? "allowed" : "refused" }

        private func joined(_ words: [ExactString]) -> String {
            words.map(\.value).joined(separator: ", ")
        }
    }
}
