internal import Cryptography
internal import Decisions
internal import Foundation
internal import GRDB
internal import Glibc
internal import StrictJSON
package import TransparencyLog

/// `audit-index.sqlite`: where entries stand, by organisation, rule, time and warrant.
///
/// A convenience that nothing rests on: it is made from the log by one command, holds nothing that the log does not say,
/// and whatever it names is read from the log and held against the query again.
package struct LogIndex: Sendable {
    /// The log that it was made of.
    package let origin: String
    /// Up to which size of the log it knows.
    package let size: Int64

    private let path: String
    private let queue: DatabaseQueue

    /// The index's name beside a log's database.
    package static let fileName = "audit-index.sqlite"

    /// Opens an index; throws `missing` or `wrongFormat`.
    package init(path: String) throws(AuditLogError) {
        guard FileIdentity(path: path) != nil else {
            throw AuditLogError(.missing, "\(path): no index; `abeyance audit index rebuild` makes one")
        }
        self.path = path
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "audit-index"
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            let about = try queue.read { database -> (String, Int64)? in
                guard try Int64.fetchOne(database, sql: "PRAGMA application_id") == IndexSchema.applicationID,
                    try Int64.fetchOne(database, sql: "PRAGMA user_version") == IndexSchema.version
                else { return nil }
                return try Row.fetchOne(database, sql: "SELECT origin, size FROM log").map { ($0[0], $0[1]) }
            }
            guard let about else {
                throw AuditLogError(
                    .wrongFormat,
                    "\(path): not an index of version \(IndexSchema.version); `abeyance audit index rebuild` makes one"
                )
            }
            (origin, size) = about
        } catch let error as AuditLogError {
            throw error
        } catch {
            throw AuditLogError(.inputOutput, "\(path): \(error)")
        }
    }

    /// Makes an index of a log anew, aside, and puts it in the place of an old one when it is whole.
    ///
    /// - Returns: what was read, and whether it is what was signed; an index is put in place only when nothing was found.
    package static func rebuild(
        of source: some LogSource,
        key: NoteVerifier,
        at path: String,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil
    ) async throws -> LogWalk.Outcome {
        let aside = "\(path).new"
        for file in [aside, "\(aside)-journal"] { unsafe unlink(file) }
        do {
            let writer = try IndexWriter(path: aside)
            let walk = try await LogWalk.walk(source, key: key, progress: progress) { entries, _ in
                try writer.add(entries.map(EntryOutline.init))
            }
            try writer.finish(origin: key.name, size: walk.checkpoint?.size ?? 0)
            guard walk.findings.isEmpty else {
                unsafe unlink(aside)
                return walk
            }
            guard unsafe rename(aside, path) == 0 else {
                throw AuditLogError(.inputOutput, "\(path): \(SystemError.text(errno))")
            }
            return walk
        } catch {
            unsafe unlink(aside)
            throw error
        }
    }

    /// The places of the entries that a query asks for, from an index on, in order, at most `limit`.
    func places(_ query: EntryQuery, from first: Int64, limit: Int) throws -> [Int64] {
        let (condition, arguments) = IndexSchema.condition(query)
        return try queue.read { database in
            try Int64.fetchAll(
                database,
                sql: "SELECT idx FROM entry WHERE idx >= ?\(condition) ORDER BY idx LIMIT ?",
                arguments: [first] + arguments + [limit]
            )
        }
    }
}
