import AuditLog
import Foundation
import GRDB
import Support
import Testing

/// `Docs/Formats.md` lists the gate's databases: what it lists is what is there.
@Suite(
    .enabled(
        if: FileManager.default.isReadableFile(atPath: "Docs/Formats.md"),
        "Docs/Formats.md is not beside the tests"
    )
)
struct DatabasesPageTests {
    /// The statements of a block of the page, by the database that the text before names.
    private static func statements(of name: String) throws -> [String] {
        let page = String(decoding: try TestFiles.bytes(atPath: "Docs/Formats.md"), as: UTF8.self)
        let title = try #require(page.range(of: "**`\(name)`**"), "the page does not name \(name)")
        let block = try #require(page[title.upperBound...].range(of: "```\n"))
        let end = try #require(page[block.upperBound...].range(of: "```"))
        return page[block.upperBound..<end.lowerBound].split(separator: ";").map(words).filter { !$0.isEmpty }
            .sorted()
    }

    private static func words(_ text: some StringProtocol) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The statements that made what is in a database, and its two marks.
    private static func schema(_ path: String) throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { database in
            try String.fetchAll(database, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
                + ["application_id", "user_version"].map { mark in
                    "PRAGMA \(mark) = \(try Int64.fetchOne(database, sql: "PRAGMA \(mark)") ?? 0)"
                }
        }.map(words).sorted()
    }

    @Test func `The page lists every table, index and column of the log's database`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 1)
            #expect(try Self.statements(of: "audit.sqlite") == Self.schema(log.database))
        }
    }

    @Test func `The page lists every table, index and column of the index`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 1)
            let path = "\(folder)/\(LogIndex.fileName)"
            _ = try await LogIndex.rebuild(of: LogSources.open(folder), key: log.verifier, at: path)
            #expect(try Self.statements(of: LogIndex.fileName) == Self.schema(path))
        }
    }
}
