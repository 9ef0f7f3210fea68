import ArgumentParser
import AuditLog
import Broker
import Cryptography
import Decisions
import StrictJSON

extension Audit {
    /// Lists the warrants whose delayed notice is due.
    struct Notices: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the warrants whose delayed notice is due, from the log alone.",
            discussion: """
                A court may let the notice to whoever was searched for wait until a moment that it names. Listed is every \
                warrant under which something was searched and whose moment has passed; those still to come are counted. \
                The log names warrants by keyed digests only: with the operator's `digest.key` and a court's list, as \
                `audit reconcile` takes it, they are told by name.

                Exit codes: 0 told, 1 something does not agree, 2 the log or a list could not be read, 64 wrong usage.
                """
        )

        @OptionGroup var log: LogArguments

        @Option(
            help: ArgumentHelp("Due before this day or moment, UTC; now unless given.", valueName: "time"),
            transform: Find.moment
        )
        var due: Timestamp?

        @Option(help: ArgumentHelp("A court's list; one option for each court.", valueName: "file"))
        var issued: [String] = []

        @Option(help: ArgumentHelp("The log's digest key.", valueName: "file"))
        var digestKey: String?

        func validate() throws {
            guard issued.isEmpty == (digestKey == nil) else {
                throw ValidationError("`--issued` and `--digest-key` go together")
            }
        }

        func run() async throws {
            try await log.examine("reading") { source, key, progress in
                let moment = due ?? WallClock.now
                let names = try names()
                let result = try await DelayedNotices(
                    source,
                    key: key,
                    before: moment,
                    progress: { progress.tell($0, of: $1) }
                )
                if !log.json {
                    for notice in result.due { tell(notice, names[notice.warrant]) }
                }
                let facts: JSONObject = [
                    "entries": .integer(result.entries), "before": .string(ExactString(moment.rfc3339)),
                    "notice_due": .array(result.due.map { .object(json($0, names[$0.warrant])) }),
                    "pending": .array(result.pending.map { .object(json($0, names[$0.warrant])) }),
                ]
                return (
                    result.findings, facts,
                    "\(Amount.of(result.due.count, "notice")) due before \(moment), \(result.pending.count) not yet"
                )
            }
        }

        private func tell(_ notice: DelayedNotice, _ name: IssuedWarrant?) {
            let warrant = name.map { "\($0.tokenID) of \($0.issuer)" } ?? "\(notice.warrant)"
            let who = notice.organisations.sorted().map(\.value).joined(separator: ", ")
            let line =
                "\(notice.until)  \(warrant)  \(Amount.of(notice.searches, "search", "searches")) by \(who), "
                + "entries \(notice.first) to \(notice.last), the last at \(notice.lastTime)"
            Terminal.print(Printable.text(line, limit: 600))
        }

        private func json(_ notice: DelayedNotice, _ name: IssuedWarrant?) -> JSONObject {
            var object: JSONObject = [
                "warrant": .string(ExactString(notice.warrant.hex)),
                "noticeDelayedUntil": .string(ExactString(notice.until.rfc3339)),
                "searches": .integer(notice.searches), "first": .integer(notice.first),
                "last": .integer(notice.last), "lastTime": .string(ExactString(notice.lastTime.rfc3339)),
                "organisations": .array(notice.organisations.sorted().map(JSONValue.string)),
            ]
            guard let name else { return object }
            object.append("iss", .string(name.issuer))
            object.append("jti", .string(name.tokenID))
            return object
        }

        /// The listed warrants by the digest that the log has for each.
        private func names() throws -> [SHA256Digest: IssuedWarrant] {
            guard let digestKey else { return [:] }
            let digester = try DigestKey.read(digestKey)
            var names: [SHA256Digest: IssuedWarrant] = [:]
            for path in issued {
                for warrant in try IssuedWarrant.list(FileBytes.read(path, atMost: 256 << 20), named: path) {
                    names[digester.warrant(issuer: warrant.issuer, tokenID: warrant.tokenID)] = warrant
                }
            }
            return names
        }
    }
}
