import ArgumentParser
import AuditLog
import StrictJSON

extension Audit {
    /// Prints the newest entries, and those to come.
    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the newest entries, a line each, and with `-f` those that are added.",
            discussion: """
                Nothing is verified here: that is what `audit verify` is for. With `-f` it goes on until it is stopped.

                Exit codes: 0 printed, 2 the log could not be read, 64 wrong usage, 130 stopped.
                """
        )

        @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or an export.")
        var path: String

        @Option(name: .short, help: ArgumentHelp("How many entries.", valueName: "count"))
        var n = 10

        @Flag(name: [.short, .long], help: "Go on with entries as they are added.")
        var follow = false

        @Flag(help: "Print the exact bytes, one entry a line.")
        var jsonl = false

        func validate() throws {
            guard (0...1_000_000).contains(n) else { throw ValidationError("`-n` is from 0 to 1000000") }
        }

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                guard !follow || !(source is ExportSource) else {
                    throw AuditLogError(.wrongFormat, "\(path): an export does not grow; `-f` follows a log")
                }
                let size = try source.size()
                var next = max(0, size - Int64(n))
                next = try print(source, from: next, below: size)
                while follow {
                    try await Task.sleep(for: .milliseconds(250))
                    // A gate that starts or stops meanwhile changes how its files must be opened.
                    let source = try OpenedLog.at(path)
                    next = try print(source, from: next, below: try source.size())
                }
            }
        }

        /// Prints entries and returns the number of the next one.
        private func print(_ source: any LogSource, from first: Int64, below size: Int64) throws -> Int64 {
            var next = first
            while next < size {
                let leaves = try source.leaves(from: next, limit: Int(min(2_048, size - next)))
                guard let last = leaves.last else { break }
                for leaf in leaves { Terminal.print(line(for: leaf)) }
                next = last.index + 1
            }
            return next
        }

        private func line(for leaf: StoredLeaf) -> [UInt8] {
            if jsonl { return leaf.bytes }
            let entry = try? LogEntry(leaf: leaf.bytes)
            let line =
                entry.map { ReadableEntry($0, leaf: leaf.bytes).summary } ?? "\(leaf.index)  unreadable"
            return Array(line.utf8)
        }
    }
}
