import AuditLog
import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog

/// What witnesses cosigned, as it lies beside a log: exported with it, and held against it.
@Suite struct CosignedFileTests {
    /// A log in a state folder, with a file for one witness beside it.
    private struct Scene {
        let folder: String
        let log: WrittenLog
        let witness: WitnessSigner
        var name: String { SHA256Digest.of(Array(witness.verifier.vkey.utf8)).hex }
        var file: String { "\(folder)/cosignatures/\(name)" }

        init(_ folder: String) async throws {
            self.folder = folder
            log = try await WrittenLog(folder: folder, decisions: 6)
            witness = try WitnessSigner(name: "w1", key: .generate(.ed25519))
            try FileManager.default.createDirectory(
                atPath: "\(folder)/cosignatures",
                withIntermediateDirectories: false
            )
        }

        /// The checkpoint over so many entries, cosigned.
        func cosigned(_ size: Int64) throws -> [UInt8] {
            let all = try LogSources.open(folder).chunk(from: 0, limit: 4_096).checkpoints
            return try cosigned(Array(try #require(all.first { $0.size == size }).note.utf8))
        }

        func cosigned(_ note: [UInt8]) throws -> [UInt8] {
            let note = try SignedNote(parsing: note)
            return note.adding([try witness.cosign(note.text, time: 1_800_000_000)]).encoded
        }

        /// Another checkpoint with the log's signature.
        func forged(
            _ size: Int64,
            origin: String = LogFixture.origin,
            key: PrivateKey? = nil
        ) throws -> [UInt8] {
            let signer = try NoteSigner(name: origin, key: key ?? log.fixture.key)
            let checkpoint = Checkpoint(origin: origin, size: size, root: .of([1]))
            return try cosigned(checkpoint.signed(by: [signer]).encoded)
        }

        func findings(_ place: String? = nil) async throws -> [Finding] {
            try await LogVerification.verify(LogSources.open(place ?? folder), key: log.verifier).findings
                .first
        }

        func export() throws -> String {
            let export = "\(folder)/export"
            try? FileManager.default.removeItem(atPath: export)
            _ = try LogExport.export(LogSources.open(folder), key: log.verifier, to: export)
            return export
        }
    }

    @Test func `An export has what witnesses cosigned up to its own size, byte for byte`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder)
            let bytes = try scene.cosigned(5)
            try TestFiles.write(bytes, toPath: scene.file)
            try TestFiles.write([1], toPath: "\(scene.file).new")
            let export = try scene.export()
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(export)/cosignatures")
            #expect(names == [scene.name])
            #expect(try TestFiles.bytes(atPath: "\(export)/cosignatures/\(scene.name)") == bytes)
            for place in [folder, export] { #expect(try await scene.findings(place) == []) }
            try TestFiles.write(try scene.forged(10_000), toPath: scene.file)
            #expect(!FileManager.default.fileExists(atPath: try scene.export() + "/cosignatures"))
        }
    }

    @Test func `A cosigned checkpoint that is none of the log is found, in its state and in its export`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let scene = try await Scene(folder)
            let stranger = try PrivateKey.generate(.ed25519)
            let good = try scene.cosigned(5)
            let wrong: [(bytes: [UInt8], place: Int64?)] = [
                (try scene.forged(5), 4), (try scene.forged(10_000), 9_999), (try scene.forged(0), nil),
                (try scene.forged(5, key: stranger), nil), (try scene.forged(5, origin: "other"), nil),
                ([], nil), (Array("nonsense".utf8), nil), (Array(good.dropLast()), nil),
            ]
            for (bytes, place) in wrong {
                try TestFiles.write(good, toPath: scene.file)
                let export = try scene.export()
                for file in [scene.file, "\(export)/cosignatures/\(scene.name)"] {
                    try TestFiles.write(bytes, toPath: file)
                }
                for place in [folder, export] {
                    #expect(try await scene.findings(place).map(\.kind) == [.held])
                }
                #expect(try await scene.findings(export).first?.index == place)
            }
        }
    }
}
