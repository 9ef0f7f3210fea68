import AuditLog
import AuditedLogs
import Decisions
import Foundation
import StrictJSON
import Support

/// A log of three policy sets in a folder, with what an auditor's commands need.
struct AuditPlace {
    let log: AuditedLog
    let folder: String

    var state: String { log.folder }
    var key: String { log.keyFile }
    var database: String { log.database }

    /// Makes one, and removes it after `body`.
    static func use(decisions: Int = 12, _ body: (AuditPlace) async throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let state = "\(folder)/state"
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: false)
            let log = try await AuditedLog(folder: state, decisions: decisions)
            try await body(AuditPlace(log: log, folder: folder))
        }
    }

    /// The entries' outlines.
    func outlines() throws -> [EntryOutline] {
        try LogSources.open(state).leaves(from: 0, limit: .max).map {
            EntryOutline(try LogEntry(leaf: $0.bytes))
        }
    }

    /// Writes a file in the folder and returns its path.
    func write(_ text: String, to name: String) throws -> String {
        try TestFiles.write(Array(text.utf8), toPath: "\(folder)/\(name)")
        return "\(folder)/\(name)"
    }

    /// Writes a policy set into a new folder.
    static func writePolicies(version: Int, to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder)/policies",
            withIntermediateDirectories: true
        )
        for file in try PolicyHistory.files(version: version) {
            try TestFiles.write(file.bytes, toPath: "\(folder)/\(file.path)")
        }
    }
}
