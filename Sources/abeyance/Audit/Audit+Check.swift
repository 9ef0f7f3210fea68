import ArgumentParser
import AuditLog
import Broker
import Decisions
import StrictJSON
import TransparencyLog

extension Audit {
    /// Checks what somebody was given: a packet, or a proof with its entry.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check what you were given: a packet's folder, or a proof and the bytes of its entry.",
            discussion: """
                Needs nothing but the files and the log's public key. Of a packet, the decision is made again from the \
                recorded facts and the policies in it.

                Exit codes: 0 all is right, 1 something is not, 2 the files could not be read, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("A packet's folder, or a proof's file.", valueName: "packet|proof"))
        var path: String

        @Argument(help: ArgumentHelp("With a proof, the file of the entry's bytes.", valueName: "entry"))
        var entry: String?

        @Option(
            help: ArgumentHelp(
                "The log's public key, from the operator's publication and not from whoever gave you the files.",
                valueName: "file|vkey"
            )
        )
        var key: String

        @OptionGroup var witnesses: WitnessArguments

        @Flag(help: "Print one JSON object instead of lines.")
        var json = false

        func validate() throws {
            guard entry != nil || witnesses.witness.isEmpty else {
                throw ValidationError("`--witness` goes with a proof and its entry")
            }
        }

        func run() async throws {
            try await Terminal.reporting {
                let key = try LogKey.read(key)
                guard let entry else {
                    let check = try PacketCheck(folder: path, key: key)
                    return try FindingPrinter(isJSON: json).print(
                        check.findings,
                        facts: ["decision": check.decision.map { .integer($0.index) } ?? .null],
                        verdict: verdict(on: check)
                    )
                }
                let leaf = try FileBytes.read(entry, atMost: LogEntry.maximumBytes)
                do {
                    let proof = try EntryProof(leaf: leaf, receipt: try FileBytes.read(path, atMost: 1 << 16))
                    let (entry, checkpoint) = try proof.verified(by: key)
                    let cosignatures = try proof.receipt.verified(
                        entry: leaf,
                        log: key,
                        witnesses: witnesses.keys(),
                        quorum: witnesses.needed
                    ).cosignatures
                    let facts: JSONObject = [
                        "entry": .integer(entry.index), "clean": true, "size": .integer(checkpoint.size),
                    ]
                    Terminal.print(
                        json
                            ? String(decoding: JSONValue.object(facts).serialized(), as: UTF8.self)
                            : "proved: entry \(entry.index) of \(Printable.text(checkpoint.origin)), a `\(entry.type.rawValue)` of \(entry.time), under the signed checkpoint of \(Amount.of(checkpoint.size, "entry", "entries"))\(WitnessArguments.words(cosignatures))"
                    )
                } catch let failure as FileBytes.Failure {
                    throw failure
                } catch {
                    Terminal.print("NOT PROVED: \(Printable.text("\(error)", limit: 600))")
                    throw ExitCode(1)
                }
            }
        }

        private func verdict(on check: PacketCheck) -> String {
            guard check.isClean, let decision = check.decision, let checkpoint = check.checkpoint else {
                return "NOT RIGHT: \(Amount.of(check.findings.count, "finding"))"
            }
            let outcome = check.hasOutcome ? " and its outcome are" : " is"
            return
                "right: decision \(decision.index)\(outcome) in the log of \(Amount.of(checkpoint.size, "entry", "entries")), the policies are those in force, and deciding again gives what is recorded"
        }
    }
}
