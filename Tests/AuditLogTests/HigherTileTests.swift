import AuditLog
import Foundation
import Support
import Testing

/// A log long enough for tiles of a higher level, with the smallest entries that there are.
@Suite struct HigherTileTests {
    @Test func `A log beyond 65,536 entries has no false gaps, and a byte in a true one is found`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let entries = 65_540
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<Self.inFlight {
                    group.addTask {
                        for _ in 0..<(entries / Self.inFlight + 1) {
                            _ = try await log.append(fixture.start())
                        }
                    }
                }
                try await group.waitForAll()
            }
            await log.close()
            let path = "\(folder)/audit.sqlite"
            let source = try SQLiteSource(path: path)
            #expect(try source.size() > 65_536)
            #expect(try source.tile(level: 1, number: 0, width: 256) != nil)
            #expect(try source.provesStructure())
            #expect(try source.structureFaults() == [])
            #expect(try SQLiteSource(path: path, plainly: true).structureFaults() == [])

            // The byte behind the pointers of a page of entries, far behind the first tile of level 1.
            let leaf = try source.leaf(at: 65_538).bytes
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            let bytes = try #require(try file.readToEnd())
            let place = try #require(bytes.range(of: Data(leaf)))
            let page = place.lowerBound / 4_096 * 4_096
            let cells = Int(bytes[page + 3]) << 8 | Int(bytes[page + 4])
            let gap = page + 8 + 2 * cells
            try #require(bytes[page] == 13 && bytes[gap] == 0)
            try file.seek(toOffset: UInt64(gap))
            try file.write(contentsOf: Data([1]))
            try file.close()
            let found = try SQLiteSource(path: path).structureFaults()
            #expect(found.map(\.kind) == [.file])
            #expect(found.first?.field.contains("byte \(gap), page \(page / 4_096 + 1) of `entry`") == true)
        }
    }

    private static let inFlight = 1_024
}
