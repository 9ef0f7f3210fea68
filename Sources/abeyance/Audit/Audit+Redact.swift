import ArgumentParser
import Broker

extension Audit {
    /// Erases an entry's personal values in a running gate.
    struct Redact: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Destroy the keys to an entry's personal values; the running gate records that it was done.",
            discussion: """
                The entry itself stays, with its commitments: the log still verifies and still replays. Nobody can take \
                this back. Copies of the database that were made before still hold the values.

                Exit codes: 0 erased, 1 the gate refused, 2 no gate could be asked, 64 wrong usage.
                """
        )

        @Argument(help: "The entry's number.")
        var index: Int64

        @Option(help: ArgumentHelp("On what legal basis; it is recorded in the log.", valueName: "text"))
        var basis: String

        @Option(help: ArgumentHelp("The running gate's configuration.", valueName: "file"))
        var config = "abeyance.yaml"

        func validate() throws {
            guard basis.contains(where: { !$0.isWhitespace }) else {
                throw ValidationError("`--basis` says in words on what legal basis, for the log")
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let facts = try RunningGate(config: config).ask(.redact(entry: index, basis: basis))
                Terminal.say("the personal values of entry \(index) are destroyed")
                Terminal.print(facts)
            }
        }
    }
}
