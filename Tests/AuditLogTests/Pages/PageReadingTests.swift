import AuditLog
import Cryptography
import Decisions
import GRDB
import StrictJSON
import Support
import Testing
import TransparencyLog

/// What is read from the pages of a file that nobody writes is what SQLite reads, and says of the file what SQLite says.
@Suite struct PageReadingTests {
    @Test(arguments: [0, 3, 60, 1_100]) func `Entries read from pages are those that SQLite reads`(
        decisions: Int
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await PagedLog(folder: folder, decisions: decisions)
            let pages = try SQLiteSource(path: log.path)
            let plain = try SQLiteSource(path: log.path, plainly: true)
            #expect(try pages.leaves(from: 0, limit: .max) == plain.leaves(from: 0, limit: .max))
            #expect(try pages.leaves(from: 0, limit: 7) == plain.leaves(from: 0, limit: 7))
            #expect(try pages.leaves(from: 5, limit: .max) == plain.leaves(from: 5, limit: .max))
            #expect(try pages.provesStructure(), "what SQLite checks is shown without its check")
            #expect(try !plain.provesStructure())
            #expect(try pages.structureFaults() == [] && plain.structureFaults() == [])
            #expect(try await log.findings(pages) == [])
        }
    }

    @Test func `A log that is written to is left to SQLite`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let fixture = try LogFixture(folder: folder)
            let log = try await fixture.create()
            let source = try SQLiteSource(path: "\(folder)/audit.sqlite")
            #expect(try !source.provesStructure())
            #expect(try source.structureFaults() == [])
            await log.close()
        }
    }

    /// Half of the changes are in the headers and pointers of pages, where they do the most harm.
    @Test func `A byte changed anywhere has the findings that SQLite's own reading and check have`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await PagedLog(folder: folder, decisions: 60)
            let bytes = try TestFiles.bytes(atPath: log.path)
            var random = SeededGenerator(seed: 1_136)
            var proved = 0
            var found = 0
            for number in 0..<160 {
                let page = Int.random(in: 0..<bytes.count / 4_096, using: &random) * 4_096
                let place = page + Int.random(in: 0..<(number % 2 == 0 ? 24 : 4_096), using: &random)
                var copy = bytes
                copy[place] ^= UInt8.random(in: 1...255, using: &random)
                let (pages, plain, isProved) = try await log.judgements(of: copy)
                #expect(pages == plain, "byte \(place), \(bytes[place]) to \(copy[place])")
                if isProved { proved += 1 }
                if plain != [] { found += 1 }
            }
            #expect(proved > 0 && found > 80, "\(proved) were proved, \(found) found")
        }
    }

    @Test func `Pages that have no place, or two, are never taken for sound`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await PagedLog(folder: folder, decisions: 60)
            let bytes = try TestFiles.bytes(atPath: log.path)
            let root = try #require((1..<bytes.count / 4_096).first { bytes[$0 * 4_096] == 5 }) * 4_096
            let cells = root + 12
            let (first, second) = (root + bytes.pair(cells), root + bytes.pair(cells + 2))
            let overflowing = try #require(bytes.lastOverflow())
            var changes: [(String, [UInt8])] = []
            func change(_ name: String, _ make: (inout [UInt8]) -> Void) {
                var copy = bytes
                make(&copy)
                changes.append((name, copy))
            }
            change("a page of nobody") { copy in
                copy += [UInt8](repeating: 0, count: 4_096)
                copy[31] += 1
            }
            change("two children swapped") { copy in
                for place in 0..<4 { copy.swapAt(first + place, second + place) }
            }
            change("a child twice") { copy in
                for place in 0..<4 { copy[second + place] = copy[first + place] }
            }
            change("a child that is another table's") { copy in
                copy.replaceSubrange(first..<first + 4, with: [0, 0, 0, 3])
            }
            change("a lower limit for the rows of a child") { $0[first + 4] = 0 }
            change("a free block in an inner page") { $0[root + 1] = 0x0f }
            change("an overflow page that goes on") { $0[overflowing + 3] = 4 }
            change("a free page that is in use") { copy in
                copy[35] = 4
                copy[39] = 1
            }
            change("free pages that are not there") { $0[39] = 1 }
            change("pages that move others") { $0[67] = 1 }
            for (name, copy) in changes {
                let (pages, plain, isProved) = try await log.judgements(of: copy)
                #expect(pages == plain, "\(name)")
                #expect(!plain.isEmpty && !isProved, "\(name)")
            }
        }
    }

    /// SQLite takes a page that listed free pages for a table's first leaf, and for the end of a row, as it is.
    @Test(arguments: [true, false])
    func `The rest of a list of free pages is no finding where SQLite leaves it, and everything else is one`(
        atEndOfRow: Bool
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await PagedLog(folder: folder, decisions: 60)
            let bytes = try TestFiles.bytes(atPath: log.path)
            let page: Int
            let start: Int
            if atEndOfRow {
                page = try #require(bytes.lastOverflow())
                start = try #require(bytes[page..<page + 4_096].lastIndex { $0 != 0 }) + 1
            } else {
                page = try #require(try bytes.firstLeaf(of: "checkpoint", in: log.path))
                start = page + 8 + 2 * bytes.pair(page + 3)
            }
            let aligned = (start - page + 3) / 4 * 4 + page
            #expect(
                aligned + 16 < page + 4_096 && bytes[start..<aligned + 16].allSatisfy { $0 == 0 },
                "there is room"
            )
            let (own, last) = (page / 4_096 + 1, bytes.count / 4_096)
            for (numbers, isFound) in [
                ([3, last], false), ([3, 4, 3], false), ([3, last + 1], true), ([3, 0, 3], true),
                ([own], true),
                ([0x6700_0000], true),
            ] {
                var copy = bytes
                for (offset, number) in numbers.enumerated() {
                    for byte in 0..<4 {
                        copy[aligned + 4 * offset + byte] = UInt8(number >> (24 - 8 * byte) & 0xff)
                    }
                }
                let (walked, plain, isProved) = try await log.judgements(of: copy)
                #expect(walked == plain && !(atEndOfRow && isProved), "\(numbers)")
                #expect(plain.isEmpty != isFound, "\(numbers): \(plain)")
                if isFound { #expect(plain.first?.contains("nothing is stored there") == true, "\(plain)") }
            }
        }
    }

    /// SQLite gives NULL for what a damaged row lacks, whatever the table says.
    @Test(arguments: ["checkpoint", "remembered", "bundle", "warrant_use", "entry"])
    func `A row that lacks a value is found, and ends no verification`(table: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await WrittenLog(folder: folder, decisions: 9)
            let column = ["checkpoint": "leaf_hashes", "remembered": "type", "bundle": "content"][table]
            let value = column ?? (table == "entry" ? "leaf" : "used")
            let queue = try DatabaseQueue(path: log.database)
            func change(_ statements: [String]) async throws {
                try await queue.writeWithoutTransaction { database in
                    for sql in statements { try database.execute(sql: sql) }
                }
            }
            try await change([
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE name = '\(table)'",
                "PRAGMA writable_schema = RESET",
                "UPDATE \(table) SET \(value) = NULL",
            ])
            try queue.close()
            let source = try SQLiteSource(path: log.database)
            do {
                let report = try await LogVerification.verify(source, key: log.verifier)
                let ofTables = "the tables of a log and nothing else"
                #expect(report.findings.first.contains { $0.expected != ofTables })
            } catch {
                #expect("\(error)".contains("column"), "\(error)")
            }
        }
    }

    /// Whose rows are the entries is what SQLite takes from the definitions, not from the names beside them.
    @Test func `A schema whose names are not those of its definitions is left to SQLite`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let log = try await PagedLog(folder: folder, decisions: 3)
            let bytes = try TestFiles.bytes(atPath: log.path)
            for (name, other) in [("tiletile", "tyletyle"), ("entryentry", "entryentri"), ("BLOB", "BLOP")] {
                let changed = try #require(bytes.replacingFirst(name, with: other))
                let (pages, plain, isProved) = try await log.judgements(of: changed)
                #expect(pages == plain, "\(name)")
                #expect(!isProved, "\(name)")
            }
        }
    }
}

/// A closed log with decisions, entries of several pages, and pages that became free.
private struct PagedLog {
    let path: String
    private let verifier: NoteVerifier
    private let folder: String

    init(folder: String, decisions: Int) async throws {
        self.folder = folder
        path = "\(folder)/audit.sqlite"
        let fixture = try LogFixture(folder: folder)
        let log = try await fixture.create()
        verifier = log.verifier
        var open: [Int64] = []
        for number in 0..<decisions {
            open.append(try await log.append(fixture.decision(number)).index)
            // Enough open decisions at once to fill more than one page of their table.
            if open.count == 900 {
                for index in open { _ = try await log.append(fixture.outcome(of: index)) }
                open = []
            }
            if number % 20 == 0 {
                let text = String(repeating: "x", count: 4_100 + number * 150 % 50_000)
                let draft = EntryDraft(
                    type: .collection,
                    body: ["text": .string(ExactString(text))],
                    time: fixture.clock.now
                )
                _ = try await log.append(draft)
            }
        }
        for index in open { _ = try await log.append(fixture.outcome(of: index)) }
        await log.close()
    }

    /// Everything that verification finds, or why it cannot verify.
    func findings(_ source: SQLiteSource, plainly: Bool = false) async throws -> [String] {
        let report = try await LogVerification.verify(source, key: verifier, plainly: plainly)
        return report.findings.first.map(\.description)
    }

    /// What reading the pages of changed bytes finds, what SQLite alone finds, and whether the pages showed all.
    func judgements(of bytes: [UInt8]) async throws -> ([String], [String], isProved: Bool) {
        let copy = "\(folder)/copy.sqlite"
        try TestFiles.write(bytes, toPath: copy)
        func judge(plainly: Bool) async -> ([String], Bool) {
            do {
                let source = try SQLiteSource(path: copy, plainly: plainly)
                return (try await findings(source, plainly: plainly), try source.provesStructure())
            } catch {
                return (["\(error)"], false)
            }
        }
        let (pages, isProved) = await judge(plainly: false)
        let (plain, _) = await judge(plainly: true)
        return (pages, plain, isProved)
    }
}

extension [UInt8] {
    /// A number of two bytes.
    fileprivate func pair(_ place: Int) -> Int { Int(self[place]) << 8 | Int(self[place + 1]) }

    /// The same bytes with the first occurrence of a text replaced by another of the same length.
    fileprivate func replacingFirst(_ text: String, with other: String) -> [UInt8]? {
        let (text, other) = (Array(text.utf8), Array(other.utf8))
        guard let place = indices.first(where: { self[$0...].starts(with: text) }) else { return nil }
        var copy = self
        copy.replaceSubrange(place..<place + text.count, with: other)
        return copy
    }

    /// Where a table's first leaf begins.
    fileprivate func firstLeaf(of table: String, in path: String) throws -> Int? {
        var page = try DatabaseQueue(path: path).read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?",
                arguments: [table]
            )
        }
        while let number = page, self[(number - 1) * 4_096] == 5 {
            let start = (number - 1) * 4_096
            let cell = start + pair(start + 12)
            page = pair(cell) << 16 | pair(cell + 2)
        }
        return page.map { ($0 - 1) * 4_096 }
    }

    /// Where the last overflow page of some entry begins: a page that goes on nowhere and begins with text.
    fileprivate func lastOverflow() -> Int? {
        stride(from: 0, to: count, by: 4_096).first { page in
            self[page..<page + 4].allSatisfy { $0 == 0 }
                && self[page + 4..<page + 40].allSatisfy { $0 == UInt8(ascii: "x") }
        }
    }
}
