import ArgumentParser
import AuditLog
import Broker
import TransparencyLog

extension Audit {
    /// Writes the proof that a log has an entry.
    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Write the proof that the log has an entry (C2SP tlog-proof), which anybody can check offline.",
            discussion: """
                Prints the proof, or writes it to `--to`; with `--entry`, writes the entry's exact bytes beside it. Whoever \
                has both checks them with `abeyance audit check`.

                Exit codes: 0 proved, 1 the log cannot prove the entry, 2 the log could not be read, 64 wrong usage.
                """
        )

        @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or an export.")
        var path: String

        @Argument(help: "The entry's number, from 0.")
        var index: Int64

        @Option(help: ArgumentHelp("The log's public key.", valueName: "file|vkey"))
        var key: String

        @Option(help: ArgumentHelp("The file to write the proof to.", valueName: "file"))
        var to: String?

        @Option(help: ArgumentHelp("The file to write the entry's bytes to.", valueName: "file"))
        var entry: String?

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                let proof: EntryProof
                do {
                    proof = try EntryProof(of: index, in: source, key: try LogKey.read(key))
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
    }
}
