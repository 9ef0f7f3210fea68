import ArgumentParser
import Broker

extension Policy {
    /// Puts a policy set in force in a running gate.
    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Put a policy set in force: the running gate checks it, records it in its log, then decides by it.",
            discussion: """
                A set that the gate refuses is recorded as refused, and the one in force stays.

                Exit codes: 0 in force, 1 the gate refused it, 2 no gate could be asked, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The folder of the policy set.", valueName: "dir"))
        var folder: String

        @Option(help: ArgumentHelp("The running gate's configuration.", valueName: "file"))
        var config = "abeyance.yaml"

        func run() async throws {
            try await Terminal.reporting {
                let folder = try AbsolutePath.of(folder)
                let facts = try RunningGate(config: config).ask(.activate(folder: folder))
                Terminal.say("in force from the next request on: \(folder)")
                Terminal.print(facts)
            }
        }
    }
}
