import AuditLog
import Foundation
import Support
import Testing

@Suite struct CheckpointOrderTests {
    @Test func `Checkpoint lines of an export that repeat or do not rise are found`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let written = try await WrittenLog(folder: folder, decisions: 6)
            let source = try SQLiteSource(path: written.database)
            let export = "\(folder)/export"
            _ = try LogExport.export(source, key: written.verifier, to: export)
            let path = "\(export)/checkpoints.jsonl"
            let lines = String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self)
                .split(separator: "\n").map { "\($0)\n" }
            try #require(lines.count > 4)
            var repeated = lines
            repeated.insert(lines[1], at: 1)
            var swapped = lines
            swapped.swapAt(1, 2)
            for (changed, isClean) in [(lines, true), (repeated, false), (swapped, false)] {
                try TestFiles.write(Array(changed.joined().utf8), toPath: path)
                let report = try await LogVerification.verify(
                    ExportSource(directory: export),
                    key: written.verifier
                )
                #expect(report.isClean == isClean)
                if !isClean { #expect(report.findings.first.contains { $0.kind == .checkpoint }) }
            }
        }
    }

    @Test(arguments: [Int64(1) << 52, 1 << 40, 100_000])
    func `A line that claims more entries than there are ends the reading with findings, whatever it claims`(
        claimed: Int64
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let written = try await WrittenLog(folder: folder, decisions: 6)
            let export = "\(folder)/export"
            let source = try SQLiteSource(path: written.database)
            _ = try LogExport.export(source, key: written.verifier, to: export)
            let path = "\(export)/checkpoints.jsonl"
            var lines = String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self)
            let size = try source.size()
            let last = try #require(lines.split(separator: "\n").last).replacing(
                "\(size)",
                with: "\(claimed)"
            )
            lines += "\(last)\n"
            try TestFiles.write(Array(lines.utf8), toPath: path)
            let report = try await LogVerification.verify(
                ExportSource(directory: export),
                key: written.verifier
            )
            #expect(!report.isClean)
            #expect(report.findings.first.contains { $0.kind == .file && $0.index == 0 })
            #expect(report.findings.count < 100)
        }
    }
}
