import ArgumentParser
import Broker
import Cryptography
import StrictJSON
import Warrants

extension Warrant {
    /// Lists and checks a trust list.
    struct Trust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the courts that a policy set trusts, and check that their keys and lists count.",
            discussion: """
                Exit codes: 0 every court's warrants can be verified now, 1 a court's cannot, 2 not a trust list, 64 wrong \
                usage.
                """
        )

        @Argument(help: ArgumentHelp("The trust list, `courts.json` of a policy set.", valueName: "file"))
        var courts: String

        @Option(
            name: .customLong("list"),
            parsing: .upToNextOption,
            help: ArgumentHelp("The courts' status lists, to be checked too.", valueName: "file")
        )
        var lists: [String] = []

        func run() async throws {
            try await Terminal.reporting {
                let now = WallClock.now
                let trust = try TrustListFile.read(courts)
                var problems: [String] = []
                var statuses = StatusLists()
                for path in lists {
                    do throws(StatusListError) {
                        let content = try fileBytes(path)
                        try statuses.accept(content, trust: trust, now: now)
                    } catch {
                        problems.append("\(path): \(error)")
                    }
                }
                for issuer in trust.issuers {
                    let described = DescribedCourt(issuer, statuses: statuses, now: now)
                    for line in described.lines { Terminal.print(Printable.text(line, limit: 600)) }
                    problems += described.problems
                }
                if trust.issuers.isEmpty { problems.append("\(courts): no court: every warrant is refused") }
                for problem in problems { Terminal.complain(Printable.text(problem, limit: 600)) }
                guard problems.isEmpty else { throw ExitCode(1) }
            }
        }

        private func fileBytes(_ path: String) throws(StatusListError) -> [UInt8] {
            do { return try FileBytes.read(path, atMost: 4 << 20) } catch {
                throw StatusListError(.malformed, "\(error)")
            }
        }
    }
}
