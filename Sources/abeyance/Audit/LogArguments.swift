import ArgumentParser
import AuditLog
import StrictJSON
import TransparencyLog

/// Which log, by which key, printed how: what `verify` and `replay` have in common.
struct LogArguments: ParsableArguments {
    @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or an export.")
    var path: String

    @Option(
        help: ArgumentHelp(
            "The log's public key: `log.vkey` from the gate's operator, or its one line. Never take it from the log.",
            valueName: "file|vkey"
        )
    )
    var key: String

    @Flag(help: "Print one JSON object instead of lines.")
    var json = false

    /// What came of reading a whole log: what was found, the facts about what was read, and the one line that says it.
    typealias Outcome = (findings: FindingList, facts: JSONObject, verdict: String)

    /// Opens the log, holds it against the key, examines it with progress told as `doing`, and prints what came of it.
    func examine(
        _ doing: String,
        _ body: (any LogSource, NoteVerifier, Progress) async throws -> Outcome
    ) async throws {
        try await Terminal.reporting {
            let key = try LogKey.read(key)
            let source = try OpenedLog.at(path)
            let printer = FindingPrinter(isJSON: json)
            if let finding = try LogKey.mismatch(source, given: key) {
                return try printer.print(wrongKey: finding, place: source.place)
            }
            let outcome = try await body(source, key, Progress(doing))
            try printer.print(outcome.findings, facts: outcome.facts, verdict: outcome.verdict)
        }
    }
}
