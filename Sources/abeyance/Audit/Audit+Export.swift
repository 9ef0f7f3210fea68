import ArgumentParser
import AuditLog
import TransparencyLog

extension Audit {
    /// Copies a log into files.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Copy a log into a folder of plain files, which an auditor verifies with nothing but the public key.",
            discussion: """
                The log is only read, also while the gate is running; what is exported ends at the newest checkpoint.

                Exit codes: 0 exported, 2 could not be exported, 64 wrong usage.
                """
        )

        @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or another export.")
        var path: String

        @Argument(help: ArgumentHelp("The folder to make; nothing may be there yet.", valueName: "dir"))
        var folder: String

        @Option(
            help: ArgumentHelp(
                "The key to put beside the entries, instead of the one that the log names.",
                valueName: "file|vkey"
            )
        )
        var key: String?

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                let verifier = try key.map { try LogKey.read($0) } ?? stated(by: source)
                let progress = Progress("exporting")
                let count = try LogExport.export(source, key: verifier, to: folder) {
                    progress.tell($0, of: $1)
                }
                Terminal.print("exported \(Amount.of(count, "entry", "entries")) to \(folder)")
                Terminal.say(
                    "verify with: abeyance audit verify \(folder) --key LOG.VKEY (from the operator, not from the export)"
                )
            }
        }

        private func stated(by source: any LogSource) throws -> NoteVerifier {
            guard let stated = try source.statedKey(), let verifier = try? NoteVerifier(vkey: stated) else {
                throw LogKey.Unreadable(
                    description: "\(source.place): the log does not name its key; give it with `--key`"
                )
            }
            return verifier
        }
    }
}
