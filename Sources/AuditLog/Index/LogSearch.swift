internal import Cryptography
internal import Decisions
internal import StrictJSON

/// Looks entries up: in an index as far as it reaches, and by reading what is newer.
package enum LogSearch {
    /// What a search went through.
    package struct Report: Sendable {
        /// How many entries were found.
        package internal(set) var found = 0
        /// How many entries the index spared reading.
        package internal(set) var indexed: Int64 = 0
        /// Entries that the index named and that the log does not bear out.
        package internal(set) var contradictions: [Int64] = []
    }

    /// Tells every entry that a query asks for, in order.
    ///
    /// - Parameters:
    ///   - query: what is looked for.
    ///   - source: the log.
    ///   - index: an index of it, if there is one; one of another log, or beyond this one, throws `wrongFormat`.
    ///   - progress: called with how many entries were read of those that must be.
    ///   - tell: given each entry found with its exact bytes.
    /// - Returns: what was gone through.
    /// - Throws: what `tell` throws, and when the source or the index cannot be read.
    package static func find(
        _ query: EntryQuery,
        in source: some LogSource,
        index: LogIndex?,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil,
        _ tell: (LogEntry, [UInt8]) throws -> Void
    ) throws -> Report {
        let size = try source.size()
        var report = Report()
        if let index {
            try check(index, source, size)
            report.indexed = index.size
            try look(query, source, index, &report, tell)
        }
        var next = report.indexed
        while next < size {
            let leaves = try source.leaves(from: next, limit: LogVerification.chunkEntries)
            guard let last = leaves.last else { break }
            for leaf in leaves {
                guard let entry = try? LogEntry(leaf: leaf.bytes), query.matches(EntryOutline(entry)) else {
                    continue
                }
                report.found += 1
                try tell(entry, leaf.bytes)
            }
            next = last.index + 1
            progress?(next, size)
        }
        return report
    }

    private static func look(
        _ query: EntryQuery,
        _ source: some LogSource,
        _ index: LogIndex,
        _ report: inout Report,
        _ tell: (LogEntry, [UInt8]) throws -> Void
    ) throws {
        var next: Int64 = 0
        while true {
            let places = try index.places(query, from: next, limit: batch)
            for place in places {
                let leaf = try source.leaf(at: place)
                guard let entry = try? LogEntry(leaf: leaf.bytes), query.matches(EntryOutline(entry)) else {
                    report.contradictions.append(place)
                    continue
                }
                report.found += 1
                try tell(entry, leaf.bytes)
            }
            guard let last = places.last, places.count == batch else { return }
            next = last + 1
        }
    }

    private static func check(_ index: LogIndex, _ source: some LogSource, _ size: Int64) throws {
        let origin = try LogEntry(leaf: source.leaf(at: 0).bytes).origin
        guard ExactString(index.origin) == origin, index.size <= size else {
            throw AuditLogError(
                .wrongFormat,
                "the index is of \(index.size) entries of `\(index.origin)`, the log has \(size) of `\(origin)`; `abeyance audit index rebuild` makes a new one"
            )
        }
    }

    private static let batch = 1_000
}
