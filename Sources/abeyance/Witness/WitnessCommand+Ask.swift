import ArgumentParser
import TransparencyLog
import Witnessing

extension WitnessCommand {
    /// Asks witnesses about a log.
    struct Ask: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Ask witnesses to cosign a log's newest checkpoint, and keep what they say beside the log.",
            discussion: """
                The log is only read, also while the gate is running. Cosignatures are kept in its folder `cosignatures`, one
                file for each witness. Prints one line for each witness.

                Exit codes: 0 every witness cosigned, 1 a witness holds another history of this log, 2 a witness could not be
                asked or refused, 64 wrong usage.
                """
        )

        @Option(help: ArgumentHelp("The gate's state folder.", valueName: "dir"))
        var logState: String?

        @Option(help: ArgumentHelp("An export instead.", valueName: "dir"))
        var export: String?

        @Option(
            help: ArgumentHelp(
                "The log's key, when it is not to be the one that the log names itself.",
                valueName: "file|vkey"
            )
        )
        var key: String?

        @Option(
            help: ArgumentHelp("A witness: where it is, and its key. May be repeated.", valueName: "url,vkey")
        )
        var witness: [String]

        func validate() throws {
            guard (logState == nil) != (export == nil) else {
                throw ValidationError("expected one of `--log-state` and `--export`")
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let place = logState ?? export ?? ""
                let witnesses = try witness.map { try Self.witness($0) }
                let round = WitnessRound(
                    source: try LogToWitness(OpenedLog.at(place), key: key.map { try LogKey.read($0) }),
                    folder: CosignatureFolder(beside: place),
                    transport: WitnessClient()
                )
                let results = await round.ask(witnesses)
                for result in results { tell(result) }
                let faults = results.compactMap {
                    if case .failure(let fault) = $0.outcome { fault } else { nil }
                }
                if faults.contains(where: \.isEvidence) { throw ExitCode(1) }
                if !faults.isEmpty { throw ExitCode(2) }
            }
        }

        private func tell(_ result: WitnessRound.Result) {
            switch result.outcome {
            case .success(let (size, time)):
                Terminal.print(
                    "\(result.witness.key.name): cosigned \(Amount.of(size, "entry", "entries")) at \(time)"
                )
            case .failure(let fault):
                Terminal.complain(
                    "\(result.witness.key.name): \(fault.isEvidence ? "NOT COSIGNED: " : "")\(fault)"
                )
            }
        }

        private static func witness(_ text: String) throws -> WitnessRound.Witness {
            guard let comma = text.firstIndex(of: ",") else {
                throw WitnessFault(.address, "`\(text)`: expected URL,VKEY")
            }
            return WitnessRound.Witness(
                address: try WitnessAddress(String(text[..<comma])),
                key: try WitnessKey.read(String(text[text.index(after: comma)...]))
            )
        }
    }
}
