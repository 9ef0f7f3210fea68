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
                The folder has the layout of C2SP tlog-tiles, with every policy set that was ever in force. `--jsonl` and \
                `--csv` print entries instead: their exact bytes, one a line, or a table for a spreadsheet. Personal values \
                are never exported. The log is only read, also while the gate is running; what is exported ends at the \
                newest checkpoint.

                Exit codes: 0 exported, 2 could not be exported, 64 wrong usage.
                """
        )

        @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or another export.")
        var path: String

        @Argument(help: ArgumentHelp("The same as `--tiles`.", valueName: "dir"))
        var folder: String?

        @Option(help: ArgumentHelp("The folder to make; nothing may be there yet.", valueName: "dir"))
        var tiles: String?

        @Flag(help: "Print the exact bytes of every entry, one a line.")
        var jsonl = false

        @Flag(help: "Print a table of comma-separated values, an entry a line (RFC 4180).")
        var csv = false

        @Option(
            help: ArgumentHelp(
                "The key to put beside the entries, instead of the one that the log names.",
                valueName: "file|vkey"
            )
        )
        var key: String?

        func validate() throws {
            let wishes = [folder != nil, tiles != nil, jsonl, csv].count { $0 }
            guard wishes == 1 else {
                throw ValidationError("one of `--tiles DIR`, `--jsonl` and `--csv` says what to make")
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                if let folder = tiles ?? folder { try copy(source, to: folder) } else { try list(source) }
            }
        }

        private func copy(_ source: any LogSource, to folder: String) throws {
            let verifier = try key.map { try LogKey.read($0) } ?? stated(by: source)
            let progress = Progress("exporting")
            let count = try LogExport.export(source, key: verifier, to: folder) { progress.tell($0, of: $1) }
            Terminal.print("exported \(Amount.of(count, "entry", "entries")) to \(folder)")
            Terminal.say(
                "verify with: abeyance audit verify \(folder) --key LOG.VKEY (from the operator, not from the export)"
            )
        }

        private func list(_ source: any LogSource) throws {
            let size = try source.size()
            let progress = Progress("exporting")
            if csv { Terminal.write(CSVTable.header) }
            var next: Int64 = 0
            while next < size {
                let leaves = try source.leaves(from: next, limit: Int(min(2_048, size - next)))
                guard let last = leaves.last else { break }
                var text: [UInt8] = []
                for leaf in leaves {
                    text += csv ? CSVTable.line(try entry(leaf)) : leaf.bytes + [0x0a]
                }
                Terminal.write(text)
                next = last.index + 1
                progress.tell(next, of: size)
            }
        }

        private func entry(_ leaf: StoredLeaf) throws -> LogEntry {
            do { return try LogEntry(leaf: leaf.bytes) } catch {
                throw AuditLogError(.damaged, "entry \(leaf.index) is not a canonical entry: \(error)")
            }
        }

        private func stated(by source: any LogSource) throws -> NoteVerifier {
            guard let stated = try source.statedKey(), let verifier = try? NoteVerifier(vkey: stated) else {
                throw UnusableInput(
                    description: "\(source.place): the log does not name its key; give it with `--key`"
                )
            }
            return verifier
        }
    }
}
