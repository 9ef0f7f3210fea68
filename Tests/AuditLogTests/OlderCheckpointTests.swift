import AuditLog
import Cryptography
import StrictJSON
import Support
import Testing
import TransparencyLog

/// What witnesses and their readers ask of a log that has grown since: proofs between checkpoints, and receipts under
/// older ones.
@Suite struct OlderCheckpointTests {
    @Test
    func `A live log and its export prove each checkpoint from each earlier one, and entries under them`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let written = try await WrittenLog(folder: folder, decisions: 180)
            let database = try SQLiteSource(path: written.database)
            _ = try LogExport.export(database, key: written.verifier, to: "\(folder)/export")
            let export = try ExportSource(directory: "\(folder)/export")
            let all = try database.chunk(from: 0, limit: 4_096).checkpoints
            let some = try all.enumerated().filter { $0.offset % 60 == 0 || $0.offset == all.count - 1 }
                .map { try Checkpoint.open(Array($0.element.note.utf8), log: written.verifier) }
            try #require(some.count > 4 && (some.last?.size ?? 0) > 300)
            for source in [database, export] as [any LogSource] {
                for (place, newer) in some.enumerated() {
                    for older in some[...place] {
                        let proof = try source.consistency(from: older.size, to: newer.size)
                        #expect(proof.verifies(oldRoot: older.root, newRoot: newer.root))
                    }
                    let note = try #require(all.first { $0.size == newer.size }).note
                    for index in [0, newer.size / 2, newer.size - 1] {
                        let receipt = try source.receipt(for: index, under: Array(note.utf8))
                        let leaf = try source.leaf(at: index).bytes
                        #expect(try receipt.verified(entry: leaf, log: written.verifier) == newer)
                    }
                    #expect(throws: AuditLogError.self) {
                        try source.receipt(for: newer.size, under: Array(note.utf8))
                    }
                }
                #expect(throws: (any Error).self) { try source.consistency(from: 0, to: 5) }
                #expect(throws: (any Error).self) { try source.consistency(from: 5, to: 100_000) }
            }
        }
    }
}
