import ArgumentParser
import Broker

/// Has a running gate load its files again.
struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Have the running gate load certificate, key, authorities and lists again: one new generation, or none.",
        discussion: """
            Revocation lists and the deny-list count from then on whatever becomes of the rest. SIGHUP does the same.

            Exit codes: 0 a new generation is in force, 1 the old one stays and why, 2 no gate could be asked, 64 wrong usage.
            """
    )

    @Option(help: ArgumentHelp("The running gate's configuration.", valueName: "file"))
    var config = "abeyance.yaml"

    func run() async throws {
        try await Terminal.reporting { Terminal.print(try RunningGate(config: config).ask(.reload)) }
    }
}
