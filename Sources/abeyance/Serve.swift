import ArgumentParser
import Broker
import StrictJSON

/// Serves until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Serve: the first line on standard output is JSON and says where. SIGTERM drains; a second one ends at once."
    )

    @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = "abeyance.yaml"

    @Option(help: "The port instead of the configured one; 0 lets the system choose.")
    var port: Int?

    @Option(
        help: ArgumentHelp(
            "For crash tests: where the core notes the decisions it receives.",
            valueName: "file"
        )
    )
    var coreJournal: String?

    func validate() throws {
        if let port, !(0...65_535).contains(port) {
            throw ValidationError("`--port \(port)` is no port, expected a number from 0 to 65535")
        }
    }

    func run() async throws {
        try await Terminal.reporting {
            var configuration = try ConfigurationFile.load(path: config)
            if let port { configuration.port = port }
            if let coreJournal { configuration.coreJournal = coreJournal }
            if configuration.coreModel == nil { configuration.coreModel = InstalledModel.path }
            let signals = StopSignals()
            let broker = try await Broker.start(
                configuration,
                program: Terminal.program,
                complain: { Terminal.complain($0) },
                failed: { signals.add("audit_failure") }
            )
            if broker.isDemonstration { Terminal.complain("demonstration root: one person holds every key") }
            let ready: JSONObject = [
                "listening": .string(ExactString(broker.address)),
                "origin": .string(ExactString(broker.origin)),
                "demonstration": .bool(broker.isDemonstration),
            ]
            Terminal.print(JSONValue.object(ready).serialized())
            let cause = await signals.first()
            await broker.stop(because: cause)
            if let failure = broker.failure {
                throw StartError(
                    "stopped after the audit log failed: \(failure); verify it before the next start"
                )
            }
        }
    }
}
