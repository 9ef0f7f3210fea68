import AuditLog
package import Cryptography
import Decisions
package import StrictJSON

/// What a decision's leaf says that counts for its organisation's budget.
///
/// Found without parsing the whole leaf where that is safe, since a start reads a day's entries: in canonical form members
/// stand in the order of their names, and a quote within a string has a backslash before it.
package struct CountedDecision: Hashable, Sendable {
    /// The organisation that asked.
    package let organisation: ExactString
    /// When it asked.
    package let time: Timestamp
    /// How many entries the request causes: a refusal is one, a permit is followed by its outcome.
    package let entries: Int

    /// Reads a leaf; `nil` when it is no decision.
    ///
    /// - Throws: `JSONError` when it looks like a decision and is no entry of a log.
    package init?(leaf: [UInt8]) throws {
        guard let type = Self.last(Self.type, in: leaf[...]) else { return nil }
        if let time = Self.time(endingAt: type.lowerBound, in: leaf),
            let ruling = Self.last(Self.ruling, in: leaf[..<type.lowerBound]),
            let facts = leaf.firstRange(of: Self.facts),
            let member = leaf[facts.upperBound...].firstRange(of: Self.organisation),
            let end = leaf[member.upperBound...].firstIndex(of: Self.quote),
            !leaf[member.upperBound..<end].contains(Self.backslash)
        {
            organisation = ExactString(String(decoding: leaf[member.upperBound..<end], as: UTF8.self))
            self.time = time
            entries = leaf[ruling.upperBound...].starts(with: Self.allow) ? EntryBudget.entriesPerRequest : 1
            return
        }
        let entry = try LogEntry(leaf: leaf)
        guard entry.type == .decision, let name = entry.body["facts"]?["organisation"]?.string else {
            return nil
        }
        organisation = name
        time = entry.time
        entries =
            EntryMeaning.awaitsOutcome(entry.type, entry.body) ? EntryBudget.entriesPerRequest : 1
    }

    /// The time of any entry.
    ///
    /// - Throws: `JSONError` when the leaf is no entry of a log.
    package static func time(ofLeaf leaf: [UInt8]) throws -> Timestamp { try LogEntry(leaf: leaf).time }

    /// The entry's time, where the text before a place is that member.
    private static func time(endingAt end: Int, in leaf: [UInt8]) -> Timestamp? {
        let start = end - timeBytes
        guard start >= time.count, leaf[(start - time.count)..<start].elementsEqual(time) else { return nil }
        return Timestamp(rfc3339: String(decoding: leaf[start..<end], as: UTF8.self))
    }

    private static func last(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        var start = bytes.endIndex - pattern.count
        while start >= bytes.startIndex {
            if bytes[start] == pattern[0], bytes[start...].starts(with: pattern) {
                return start..<start + pattern.count
            }
            start -= 1
        }
        return nil
    }

    private static let type = Array(#"","type":"decision""#.utf8)
    private static let time = Array(#""time":""#.utf8)
    private static let ruling = Array(#""ruling":{"decision":""#.utf8)
    private static let allow = Array(#"allow""#.utf8)
    private static let facts = Array(#""facts":{"#.utf8)
    private static let organisation = Array(#""organisation":""#.utf8)
    private static let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    private static let timeBytes = "2026-01-31T00:00:00.000000Z".utf8.count
}
