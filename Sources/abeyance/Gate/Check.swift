import ArgumentParser
import Broker
import StrictJSON

/// Looks at everything that can be wrong before a start.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at everything that can be wrong before a start, and change nothing.",
        discussion: """
            Configuration, keys, certificates and how long they are valid, revocation lists, the policy set, disk.

            Exit codes: 0 nothing found, 1 warnings, 2 the gate would not start, 64 wrong usage.
            """
    )

    @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = "abeyance.yaml"

    @Flag(help: "Print one JSON object a finding.")
    var json = false

    func run() async throws {
        try await Terminal.reporting {
            var configuration = try ConfigurationFile.load(path: config)
            if configuration.coreModel == nil { configuration.coreModel = InstalledModel.path }
            let preflight = Preflight(configuration, at: WallClock.now)
            for finding in preflight.findings {
                let (severity, words) = (finding.severity.rawValue, finding.words)
                if json {
                    let object: JSONObject = [
                        "severity": .string(ExactString(severity)), "finding": .string(ExactString(words)),
                    ]
                    Terminal.print(JSONValue.object(object).serialized())
                } else {
                    Terminal.print("\(severity): \(words)")
                }
            }
            if !json, preflight.findings.isEmpty { Terminal.print("nothing found") }
            guard preflight.exitCode == 0 else { throw ExitCode(preflight.exitCode) }
        }
    }
}
