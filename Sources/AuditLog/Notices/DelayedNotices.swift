package import Cryptography
internal import Decisions
package import StrictJSON
package import TransparencyLog

/// Which warrants let notice be delayed, and whose time is over: read from the log alone.
///
/// A court may let the notice to whoever was searched for wait; when the moment that it named has passed, the notice is due,
/// and somebody outside has to be able to see that. Only warrants under which something was searched are listed: where every
/// use was refused or given back, there is nobody to be told.
package struct DelayedNotices: Sendable {
    /// Warrants whose moment lies before the one asked for, the earliest first.
    package private(set) var due: [DelayedNotice] = []
    /// Warrants whose moment is still to come, the earliest first.
    package private(set) var pending: [DelayedNotice] = []
    /// How many entries were read.
    package private(set) var entries: Int64 = 0
    /// What is not as it must be: of the log, and a warrant that names two moments.
    package private(set) var findings = FindingList()

    /// Reads a log; memory grows with the number of warrants that let notice be delayed.
    ///
    /// - Parameters:
    ///   - source: what to read.
    ///   - key: the log's public key.
    ///   - moment: notices are due whose moment lies before it.
    ///   - progress: called after each chunk with how many entries were read, and how many there are.
    /// - Throws: when the source cannot be read at all.
    package init(
        _ source: some LogSource,
        key: NoteVerifier,
        before moment: Timestamp,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil
    ) async throws {
        var searches = DelayedSearches()
        let walk = try await LogWalk.walk(source, key: key, progress: progress) { entries, findings in
            for entry in entries { searches.take(entry, &findings) }
        }
        entries = walk.entries
        findings = walk.findings
        let notices = searches.notices.values.filter { $0.searches > 0 }
            .sorted { ($0.until, $0.first) < ($1.until, $1.first) }
        due = notices.filter { $0.until < moment }
        pending = notices.filter { $0.until >= moment }
    }
}

/// One warrant that lets notice be delayed, with what was done under it.
package struct DelayedNotice: Sendable, Hashable {
    /// The keyed digest by which the log names the warrant.
    package let warrant: SHA256Digest
    /// Until when notice may wait.
    package let until: Timestamp
    /// Searches under it, less those that the core refused before any matching.
    package internal(set) var searches: Int64 = 0
    /// The first search under it.
    package let first: Int64
    /// The last search under it.
    package internal(set) var last: Int64
    /// When the last search was.
    package internal(set) var lastTime: Timestamp
    /// Who searched, and on whose behalf.
    package internal(set) var organisations: Set<ExactString> = []
}

/// The searches under warrants that let notice be delayed, as entries say.
private struct DelayedSearches {
    private(set) var notices: [SHA256Digest: DelayedNotice] = [:]
    /// Whose search a permit is, while its outcome is not known.
    private var open: [Int64: SHA256Digest] = [:]

    mutating func take(_ entry: LogEntry, _ findings: inout FindingList) {
        for decision in EntryMeaning.answeredDecisions(entry.type, entry.body) {
            guard let warrant = open.removeValue(forKey: decision) else { continue }
            if EntryMeaning.givesUseBack(entry.type, entry.body) { notices[warrant]?.searches -= 1 }
        }
        guard EntryMeaning.awaitsOutcome(entry.type, entry.body),
            let warrant = EntryMeaning.warrant(entry.type, entry.body),
            let until = Self.until(entry.body)
        else { return }
        var notice =
            notices[warrant]
            ?? DelayedNotice(
                warrant: warrant,
                until: until,
                first: entry.index,
                last: entry.index,
                lastTime: entry.time
            )
        if notice.until != until {
            findings.add(
                Finding(
                    .warrantUse,
                    index: entry.index,
                    field: "noticeDelayedUntil",
                    expected: "\(notice.until), as entry \(notice.first) has it of the same warrant",
                    found: "\(until)"
                )
            )
        }
        notice.searches += 1
        notice.last = entry.index
        notice.lastTime = entry.time
        for name: ExactString in ["organisation", "onBehalfOf"] {
            if let name = entry.body["facts"]?[name]?.string { notice.organisations.insert(name) }
        }
        notices[warrant] = notice
        open[entry.index] = warrant
    }

    private static func until(_ body: JSONObject) -> Timestamp? {
        (body["facts"]?["warrant"]?["verified"]?["noticeDelayedUntil"]?.string)
            .flatMap { Timestamp(rfc3339: $0.value) }
    }
}
