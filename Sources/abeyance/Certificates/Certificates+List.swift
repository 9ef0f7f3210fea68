import ArgumentParser
import Broker
import Cryptography
import Provisioning
import StrictJSON

extension Certificates {
    /// Lists what an authority issued.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what an authority issued and revoked, and what needs somebody's attention.",
            discussion: """
                Said are certificates, the authority itself too, that end within 30 days or 7, or ended less than 30 days \
                ago, unless they are revoked or a later one of the same name replaces them; and a revocation list that is \
                stale, is so within a day, or lacks a revocation. Neither key nor passphrase is needed.

                Exit codes: 0 nothing needs attention, 1 something does, 2 could not be read, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The authority's folder.", valueName: "dir"))
        var folder: String

        @Flag(help: "Print one JSON object.")
        var json = false

        func run() async throws {
            try await Terminal.reporting {
                let report = try AuthorityReport(of: AuthorityFiles(folder), at: WallClock.now)
                if json {
                    Terminal.print(readable: .object(report.json))
                } else {
                    for line in report.lines { Terminal.print(line) }
                }
                for line in report.attention { Terminal.say("\(folder): \(line)") }
                guard report.attention.isEmpty else { throw ExitCode(1) }
            }
        }
    }
}
