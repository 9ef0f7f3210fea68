import ArgumentParser
import AuditLog
import Broker
import Cryptography
import Decisions
import StrictJSON

extension Audit {
    /// Finds entries by what they are about.
    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find entries by organisation, rule, time, warrant, type or decision.",
            discussion: """
                Every condition given must hold. With an index beside the log, or `--index`, what is older is not read; \
                what the index names is read from the log and held against the conditions again. `--scan` leaves the index \
                aside and reads everything. Nothing is verified here: that is what `audit verify` is for.

                Exit codes: 0 found or nothing to be found, 1 the index contradicts the log, 2 the log could not be read, \
                64 wrong usage.
                """
        )

        @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or an export.")
        var path: String

        @Option(help: ArgumentHelp("Asked by, about or on behalf of this organisation.", valueName: "name"))
        var organisation: String?

        @Option(
            help: ArgumentHelp("Decided by this policy, or refused for this reason code.", valueName: "name")
        )
        var rule: String?

        @Option(
            help: ArgumentHelp("From this day or moment on, UTC.", valueName: "time"),
            transform: Self.moment
        )
        var since: Timestamp?

        @Option(
            help: ArgumentHelp("Before this day or moment, UTC.", valueName: "time"),
            transform: Self.moment
        )
        var until: Timestamp?

        @Option(
            help: ArgumentHelp(
                "Under this warrant: its keyed digest, or its `jti` with `--issuer` and `--digest-key`.",
                valueName: "digest|jti"
            )
        )
        var warrant: String?

        @Option(help: ArgumentHelp("The court that issued the warrant (`iss`).", valueName: "iss"))
        var issuer: String?

        @Option(help: ArgumentHelp("The log's digest key.", valueName: "file"))
        var digestKey: String?

        @Option(help: "Of this type, such as `decision`.", transform: Self.type)
        var type: EntryType?

        @Flag(exclusivity: .exclusive, help: "Only decisions that allowed, or that refused.")
        var verdict: Verdict?

        @Flag(help: "Print the exact bytes, one entry a line.")
        var jsonl = false

        @Option(help: ArgumentHelp("The index, when it is not beside the log.", valueName: "file"))
        var index: String?

        @Flag(help: "Read the whole log and no index.")
        var scan = false

        enum Verdict: String, EnumerableFlag { case allowed, refused }

        func validate() throws {
            guard (issuer == nil) == (digestKey == nil), issuer == nil || warrant != nil else {
                throw ValidationError("`--issuer` and `--digest-key` go together, with `--warrant JTI`")
            }
            if scan, index != nil { throw ValidationError("`--scan` reads no index") }
        }

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                let query = try query()
                let progress = Progress("searching")
                let report = try LogSearch.find(
                    query,
                    in: source,
                    index: try openedIndex(),
                    progress: { progress.tell($0, of: $1) }
                ) { entry, leaf in
                    if jsonl {
                        Terminal.print(leaf)
                    } else {
                        Terminal.print(ReadableEntry(entry, leaf: leaf).summary)
                    }
                }
                Terminal.say("found \(Amount.of(report.found, "entry", "entries"))")
                if let first = report.contradictions.first {
                    Terminal.complain(
                        "the index names \(Amount.of(report.contradictions.count, "entry", "entries")) that the log does not bear out, the first is \(first); `abeyance audit index rebuild` makes a new one"
                    )
                    throw ExitCode(1)
                }
            }
        }

        private func openedIndex() throws -> LogIndex? {
            if scan { return nil }
            if let index { return try LogIndex(path: index) }
            let beside = IndexPath.beside(path)
            return FileBytes.exists(beside) ? try LogIndex(path: beside) : nil
        }

        private func query() throws -> EntryQuery {
            var query = EntryQuery()
            query.organisation = organisation.map { ExactString($0) }
            query.rule = rule.map { ExactString($0) }
            (query.since, query.until, query.type) = (since, until, type)
            query.isAllowed = verdict.map { $0 == .allowed }
            if let warrant {
                if let issuer, let digestKey {
                    query.warrant = try DigestKey.read(digestKey).warrant(
                        issuer: ExactString(issuer),
                        tokenID: ExactString(warrant)
                    )
                } else if let digest = SHA256Digest(hex: warrant) {
                    query.warrant = digest
                } else {
                    throw UnusableInput(
                        description:
                            "`\(warrant)` is no keyed digest (64 hexadecimal digits); a warrant's `jti` needs `--issuer` and `--digest-key`"
                    )
                }
            }
            return query
        }

        /// A moment, or the beginning of a day, in UTC.
        static func moment(_ text: String) throws -> Timestamp {
            if let moment = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: "\(text)T00:00:00Z") {
                return moment
            }
            throw ValidationError(
                "`\(text)` is no moment: `2026-01-31` or `2026-01-31T08:00:00Z` was expected"
            )
        }

        private static func type(_ text: String) throws -> EntryType { try Show.type(text) }
    }
}
