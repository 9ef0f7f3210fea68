import ArgumentParser
import AuditLog
import StrictJSON

extension Audit {
    /// The index by which entries are found quickly.
    struct Index: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the index by which `audit find` finds entries quickly; nothing else needs it.",
            subcommands: [Rebuild.self]
        )
    }
}

extension Audit.Index {
    /// Makes the index anew.
    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the index anew from the log.",
            discussion: """
                The whole log is read and held against its newest signed checkpoint; an index that is there stays until \
                the new one is whole. Entries added later are found too, by reading them.

                Exit codes: 0 made, 1 the log is not what was signed, 2 the log could not be read, 64 wrong usage.
                """
        )

        @OptionGroup var log: LogArguments

        @Option(help: ArgumentHelp("Where the index goes, instead of beside the log.", valueName: "file"))
        var index: String?

        func run() async throws {
            try await log.examine("indexing") { source, key, progress in
                let path = index ?? IndexPath.beside(log.path)
                let walk = try await LogIndex.rebuild(of: source, key: key, at: path) {
                    progress.tell($0, of: $1)
                }
                let verdict =
                    walk.findings.isEmpty
                    ? "indexed \(Amount.of(walk.entries, "entry", "entries")) in \(path)"
                    : "NOT INDEXED: \(Amount.of(walk.findings.count, "finding")); the log is not what was signed"
                return (walk.findings, ["entries": .integer(walk.entries)], verdict)
            }
        }
    }
}
