import AuditLog
import Foundation
import Glibc
import Support
import Testing

/// File names that no string can stand for: bytes that are not UTF-8.
@Suite struct OddNameTests {
    /// Makes an empty file whose name is `name` with the byte 0xff after it.
    private static func makeOdd(_ name: String, in folder: String) throws {
        var path = "\(folder)/\(name)".utf8CString
        path.insert(CChar(bitPattern: 0xff), at: path.count - 1)
        let descriptor = unsafe path.withUnsafeBufferPointer { path in
            unsafe path.baseAddress.map { unsafe open($0, O_WRONLY | O_CREAT | O_EXCL, 0o644) } ?? -1
        }
        try #require(descriptor >= 0)
        close(descriptor)
    }

    @Test(arguments: ["", "/DIGEST", "/DIGEST/policies"])
    func `A file of a bundle whose name is not UTF-8 is found`(place: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let (export, log) = try await Self.export(in: folder)
            let digest = try #require(try LogSources.open(export).bundles().first)
            let spot = "\(export)/bundles" + place.replacingOccurrences(of: "DIGEST", with: "\(digest)")
            try FileManager.default.createDirectory(atPath: spot, withIntermediateDirectories: true)
            try #require(try await Self.findings(export, log) == [])
            try Self.makeOdd("rules", in: spot)
            let findings = try await Self.findings(export, log)
            #expect(findings.count == 1)
            #expect(findings.first?.contains("bundle") == true)
        }
    }

    @Test func `A file whose name is not UTF-8 means nothing beside the files of an export`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let (export, log) = try await Self.export(in: folder)
            for place in [export, "\(export)/tile", "\(export)/tile/entries"] {
                try Self.makeOdd("000", in: place)
            }
            #expect(try await Self.findings(export, log) == [])
        }
    }

    @Test func `What a bundle's odd names hide is never exported as if it were whole`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let (export, log) = try await Self.export(in: folder)
            let source = try LogSources.open(export)
            let digest = try #require(try source.bundles().first)
            try Self.makeOdd("rules", in: "\(export)/bundles/\(digest)")
            let error = #expect(throws: AuditLogError.self) {
                try LogExport.export(source, key: log.verifier, to: "\(folder)/again")
            }
            #expect(error?.code == .wrongFormat)
            #expect(error?.message.hasSuffix("a file `rules\\xff`, expected names in UTF-8") == true)
        }
    }

    private static func export(in folder: String) async throws -> (String, WrittenLog) {
        let log = try await WrittenLog(folder: folder, decisions: 3)
        let export = "\(folder)/export"
        _ = try LogExport.export(SQLiteSource(path: log.database), key: log.verifier, to: export)
        return (export, log)
    }

    private static func findings(_ export: String, _ log: WrittenLog) async throws -> [String] {
        try await LogVerification.verify(LogSources.open(export), key: log.verifier).findings.first
            .map(\.description)
    }
}
