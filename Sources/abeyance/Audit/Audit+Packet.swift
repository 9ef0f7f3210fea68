import ArgumentParser
import AuditLog

extension Audit {
    /// Writes what a person may be given about one decision.
    struct Packet: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Write a folder with one decision, its outcome, the policies in force and the proofs, and nothing else.",
            discussion: """
                What a defendant, a court or a newspaper can be given: README.txt in it says what it shows and how to check \
                it with `abeyance audit check`. Nothing about any other request is in it.

                Exit codes: 0 written, 1 the log cannot prove it, 2 the log could not be read, 64 wrong usage.
                """
        )

        @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or an export.")
        var path: String

        @Argument(help: "The decision's number.")
        var index: Int64

        @Argument(help: ArgumentHelp("The folder to make; nothing may be there yet.", valueName: "dir"))
        var folder: String

        @Option(help: ArgumentHelp("The log's public key.", valueName: "file|vkey"))
        var key: String

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                let contents: PacketWriter.Contents
                do {
                    contents = try PacketWriter.write(
                        decision: index,
                        of: source,
                        key: try LogKey.read(key),
                        to: folder
                    )
                } catch let error as AuditLogError where error.code == .damaged {
                    Terminal.complain("\(error)")
                    throw ExitCode(1)
                }
                let outcome = contents.outcome.map { ", outcome \($0)" } ?? ", no outcome"
                Terminal.print(
                    "wrote \(folder): decision \(contents.decision)\(outcome), policies of entry \(contents.activation), proofs up to \(Amount.of(contents.size, "entry", "entries"))"
                )
                Terminal.say("check with: abeyance audit check \(folder) --key LOG.VKEY")
            }
        }
    }
}
