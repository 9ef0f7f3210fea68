import ArgumentParser
import AuditLog
import Decisions
import StrictJSON

extension Audit {
    /// Prints entries.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print one entry for reading, a line for each of many, or their exact bytes.",
            discussion: """
                With INDEX, everything that the entry says. Without, one line for each entry; with `--jsonl`, the bytes \
                that were hashed, one entry a line. Nothing is verified here: that is what `audit verify` is for.

                Exit codes: 0 printed, 1 an entry could not be understood, 2 the log could not be read, 64 wrong usage.
                """
        )

        @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or an export.")
        var path: String

        @Argument(help: "The entry's number, from 0.")
        var index: Int64?

        @Option(help: "Only entries of this type, such as `decision` or `outcome`.", transform: Self.type)
        var type: EntryType?

        @Option(help: ArgumentHelp("The first entry.", valueName: "index"))
        var from: Int64?

        @Option(help: ArgumentHelp("The last entry.", valueName: "index"))
        var to: Int64?

        @Flag(help: "Print the exact bytes, one entry a line.")
        var jsonl = false

        func validate() throws {
            if index != nil, type != nil || from != nil || to != nil {
                throw ValidationError(
                    "an index names one entry; `--type`, `--from` and `--to` choose among many"
                )
            }
            if let from, from < 0 { throw ValidationError("`--from` is 0 or more") }
            if let to, to < from ?? 0 { throw ValidationError("`--to` is not before `--from`") }
        }

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                if let index {
                    try show(try source.leaf(at: index))
                } else {
                    try list(source)
                }
            }
        }

        private func show(_ leaf: StoredLeaf) throws {
            if jsonl { return Terminal.print(leaf.bytes) }
            do {
                for line in ReadableEntry(try LogEntry(leaf: leaf.bytes), leaf: leaf.bytes).lines {
                    Terminal.print(line)
                }
            } catch {
                Terminal.complain(
                    "entry \(leaf.index) is not a canonical entry: \(error); `--jsonl` prints its bytes"
                )
                throw ExitCode(1)
            }
        }

        private func list(_ source: any LogSource) throws {
            let size = try source.size()
            let first = from ?? 0
            guard first < size || from == nil else {
                throw AuditLogError(
                    .outOfRange,
                    "\(source.place): `--from \(first)`: the newest entry is \(size - 1)"
                )
            }
            let last = to ?? .max - 1
            var next = first
            var unreadable = 0
            while next <= last {
                let leaves = try source.leaves(from: next, limit: Int(min(2_048, last - next + 1)))
                guard let newest = leaves.last else { break }
                for leaf in leaves where leaf.index <= last && !line(for: leaf) { unreadable += 1 }
                next = max(next, newest.index) + 1
            }
            if unreadable > 0 {
                Terminal.complain(
                    "\(Amount.of(unreadable, "entry is", "entries are")) not canonical: see `abeyance audit verify`"
                )
                throw ExitCode(1)
            }
        }

        /// Prints a line for an entry if it is wanted; whether the entry could be understood.
        private func line(for leaf: StoredLeaf) -> Bool {
            let entry = try? LogEntry(leaf: leaf.bytes)
            if let type, let entry, entry.type != type { return true }
            if jsonl {
                Terminal.print(leaf.bytes)
            } else {
                Terminal.print(
                    entry.map { ReadableEntry($0, leaf: leaf.bytes).summary } ?? "\(leaf.index)  unreadable"
                )
            }
            return entry != nil
        }

        static func type(_ text: String) throws -> EntryType {
            if let type = EntryType(exact: ExactString(text)) { return type }
            let hint = Suggestion.clause(for: ExactString(text), among: EntryType.allCases.map(\.word))
            throw ValidationError("`\(text)` is no type of entry\(hint)")
        }
    }
}
