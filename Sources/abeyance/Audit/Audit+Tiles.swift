import ArgumentParser
import AuditLog
import Cryptography
import TransparencyLog

extension Audit {
    /// Verifies a tiled log of any program.
    struct Tiles: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tiles",
            abstract:
                "Check the tree of any tiled log (C2SP tlog-tiles), whatever its entries are, by its key alone.",
            discussion: """
                Hashes every entry, compares every hash tile, and holds the root against the signed checkpoint. What the
                entries of a gate's log mean is checked by `abeyance audit verify`.

                Exit codes: 0 nothing was found, 1 something was found, 2 the log could not be read, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The folder with `checkpoint` and `tile`.", valueName: "dir"))
        var path: String

        @Option(
            help: ArgumentHelp(
                "The log's public key, from its operator and not from the folder.",
                valueName: "file|vkey"
            )
        )
        var key: String

        @OptionGroup var witnesses: WitnessArguments

        func run() async throws {
            try await Terminal.reporting {
                let key = try LogKey.read(key)
                let folder = TileFolder(path)
                guard let bytes = try folder.checkpoint() else {
                    throw UnusableInput(description: "\(path): no `checkpoint`, expected a tiled log")
                }
                let (checkpoint, cosignatures) = try opened(bytes, key, witnesses.keys())
                try check(folder, checkpoint, cosignatures)
            }
        }

        private func opened(
            _ bytes: [UInt8],
            _ key: NoteVerifier,
            _ witnesses: [WitnessVerifier]
        ) throws -> (Checkpoint, [Cosignature]) {
            do throws(TransparencyLogError) {
                let note = try SignedNote(parsing: bytes)
                let checkpoint = try Checkpoint.open(note, origin: key.name, keys: [key])
                return (
                    checkpoint, try note.cosignatures(by: witnesses, atLeast: self.witnesses.needed)
                )
            } catch {
                Terminal.print("NOT VERIFIED: checkpoint: \(error)")
                throw ExitCode(1)
            }
        }

        private func check(
            _ folder: TileFolder,
            _ checkpoint: Checkpoint,
            _ cosignatures: [Cosignature]
        ) throws {
            let progress = Progress("verifying")
            let report = try TileLogCheck.verify(folder, against: checkpoint) { progress.tell($0, of: $1) }
            for fault in report.faults { Terminal.print("\(fault)") }
            let entries = Amount.of(checkpoint.size, "entry", "entries")
            guard report.faultCount == 0 else {
                Terminal.print("NOT VERIFIED: \(Amount.of(report.faultCount, "fault")) in \(entries)")
                throw ExitCode(1)
            }
            Terminal.print(
                "verified: \(entries) of \(checkpoint.origin), \(Amount.of(report.tiles, "tile")), root \(report.root.hex.prefix(16))…"
                    + WitnessArguments.words(cosignatures)
            )
        }
    }
}
