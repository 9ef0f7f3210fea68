import ArgumentParser
import Broker
import Cryptography
import Glibc
import StrictJSON
import Synchronization
import TransparencyLog
import Witnessing

extension WitnessCommand {
    /// Serves a witness until it is told to stop.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Serve a witness over plain HTTP: the first line on standard output is JSON and says where.",
            discussion: """
                Put a web server that ends TLS in front of it when it is to be reached from elsewhere. Paths: POST
                /add-checkpoint, and GET /HASH/checkpoint for each log (HASH: SHA-256 of its origin, in hex).

                Exit codes: 0 told to stop, 2 could not serve, or could not store a checkpoint, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The witness's folder.", valueName: "dir"))
        var folder: String

        @Option(help: "The address to listen on.")
        var host = "127.0.0.1"

        @Option(help: "The port; 0 lets the system choose.")
        var port = 8080

        @Option(
            help: ArgumentHelp(
                "For crash tests: die by SIGKILL once so many checkpoints are stored, before the last is answered.",
                valueName: "count"
            )
        )
        var dieAfterStoring: Int?

        func validate() throws {
            guard (0...65_535).contains(port) else {
                throw ValidationError("`--port \(port)` is no port, expected a number from 0 to 65535")
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let signals = StopSignals()
                let left = Mutex(dieAfterStoring)
                let witness = try Witness(
                    WitnessFolder(folder),
                    failed: { failure in
                        Terminal.complain(failure)
                        signals.add(Self.failure)
                    },
                    stored: {
                        let isLast = left.withLock { left in
                            left = left.map { $0 - 1 }
                            return left == 0
                        }
                        if isLast { kill(getpid(), SIGKILL) }
                    }
                )
                let server = try await WitnessServer.start(witness, host: host, port: port) {
                    WallClock.now.seconds
                }
                let ready: JSONObject = [
                    "listening": .string(ExactString("\(host):\(server.port)")),
                    "witness": .string(ExactString(witness.verifier.vkey)),
                    "logs": .integer(Int64(witness.logs)),
                ]
                Terminal.print(JSONValue.object(ready).serialized())
                let cause = await signals.first()
                await server.stop()
                if cause == Self.failure {
                    throw StartError(
                        "stopped: a checkpoint could not be stored; see to the disk, then start again"
                    )
                }
            }
        }

        private static let failure = "storage_failure"
    }
}
