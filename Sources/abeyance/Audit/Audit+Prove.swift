import ArgumentParser
import AuditLog
import Broker
import TransparencyLog
import Witnessing

extension Audit {
    /// Writes the proof that a log has an entry.
    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Write the proof that the log has an entry (C2SP tlog-proof), which anybody can check offline.",
            discussion: """
                Prints the proof, or writes it to `--to`; with `--entry`, writes the entry's exact bytes beside it. Whoever \
                has both checks them with `abeyance audit check`. With `--witness`, the proof ends in the newest checkpoint that the \
                witnesses cosigned (`abeyance witness ask`).

                Exit codes: 0 proved, 1 the log cannot prove the entry, 2 the log could not be read, 64 wrong usage.
                """
        )

        @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or an export.")
        var path: String

        @Argument(help: "The entry's number, from 0.")
        var index: Int64

        @Option(help: ArgumentHelp("The log's public key.", valueName: "file|vkey"))
        var key: String

        @OptionGroup var witnesses: WitnessArguments

        @Option(help: ArgumentHelp("The file to write the proof to.", valueName: "file"))
        var to: String?

        @Option(help: ArgumentHelp("The file to write the entry's bytes to.", valueName: "file"))
        var entry: String?

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                let proof: EntryProof
                do {
                    let key = try LogKey.read(key)
                    proof = try EntryProof(of: index, in: source, key: key, under: cosigned(by: key))
                } catch let error as AuditLogError where error.code == .damaged {
                    Terminal.complain("\(error)")
                    throw ExitCode(1)
                }
                if let entry { try FileBytes.replace(entry, with: proof.leaf) }
                if let to {
                    try FileBytes.replace(to, with: proof.receipt.encoded)
                } else {
                    Terminal.print(Array(proof.receipt.encoded.dropLast()))
                }
            }
        }

        /// The newest checkpoint with enough cosignatures, when any are asked for.
        private func cosigned(by log: NoteVerifier) throws -> [UInt8]? {
            let keys = try witnesses.keys()
            guard !keys.isEmpty else { return nil }
            let folder = CosignatureFolder(beside: path)
            guard let note = folder.newest(by: keys, quorum: witnesses.needed, log: log) else {
                throw AuditLogError(
                    .damaged,
                    "\(folder.path): no checkpoint cosigned by \(witnesses.needed) of \(Amount.of(keys.count, "witness", "witnesses"))"
                )
            }
            return note.encoded
        }
    }
}
