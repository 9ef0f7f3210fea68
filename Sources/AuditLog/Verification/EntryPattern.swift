internal import Cryptography
internal import Decisions
internal import StrictJSON

/// An entry that was checked in full, with holes where others of its kind differ.
///
/// Most decisions of a log repeat one another but for an index, a nonce, moments and digests. Bytes that equal such an entry
/// outside its holes, and whose holes hold the one spelling of the same kind of value, are canonical, have the same closed
/// shape, and say within themselves what that entry says; what depends on a hole's value is checked here, or is given on in
/// ``RepeatedEntry``. Whatever does not fit is no finding yet: it is parsed and checked as if no pattern were known. Only an
/// entry without any finding becomes a pattern.
final class EntryPattern: Sendable {
    /// What may stand in a hole; each has one spelling.
    enum Hole: Sendable {
        /// The entry's own members.
        case index, nonce, time, useNumber
        /// The moment at which was decided, which must be the entry's time, and what of it policies see.
        case now, contextNow
        /// Plain text, which nothing is held against.
        case text
        /// A digest, which nothing is held against, and one by which uses of a warrant are counted.
        case digest, warrantKey
        /// The decision whose outcome it is, what it released, and an amount that nothing is held against.
        case answered, count, bestSimilarity, amount

        /// Whether it lies within a string's quotes; the others are numbers.
        var isText: Bool {
            switch self {
            case .nonce, .time, .now, .contextNow, .text, .digest, .warrantKey: true
            case .index, .useNumber, .answered, .count, .bestSimilarity, .amount: false
            }
        }
    }

    /// Bytes that must be the same, then a hole; none at the end.
    struct Piece: Sendable {
        let literal: Range<Int>
        let hole: Hole?
    }

    /// What the entry says.
    let links: EntryLinks

    private let leaf: [UInt8]
    private let pieces: [Piece]
    /// When the warrant under which was decided held.
    private let warrant: (first: Timestamp, last: Timestamp)?
    /// Says whether a decision comes out the same at another moment; nil where nothing is decided again.
    private let again: DecidedAgain?

    /// The pattern of an entry in which nothing was found; nil for kinds of entries of which a log has few.
    init?(_ leaf: [UInt8], _ entry: LogEntry, _ again: DecidedAgain?) {
        switch entry.type {
        case .decision:
            guard let record = try? DecisionRecord(entry.body) else { return nil }
            warrant = record.facts.warrant.facts.map(DecisionCheck.span)
        case .outcome: warrant = nil
        default: return nil
        }
        guard let pieces = EntryCut.pieces(of: leaf, entry.type) else { return nil }
        self.leaf = leaf
        self.pieces = pieces
        self.again = again
        links = EntryLinks(entry)
    }

    /// How the bytes before the first hole stand to as many at the beginning of another entry: below zero when they come
    /// before them, zero when they are the same.
    func order(to other: ArraySlice<UInt8>) -> Int {
        let count = pieces[0].literal.count
        let leaf = leaf
        let order = PatternScan.order(leaf.span, other.span, min(count, other.count))
        return order == 0 && other.count < count ? 1 : order
    }

    /// What the bytes say, when they are of this pattern and nothing within them is wrong.
    func repeated(in other: ArraySlice<UInt8>, _ minute: inout KnownMinute) -> RepeatedEntry? {
        guard other.count <= LogEntry.maximumBytes else { return nil }
        let bytes = other.span
        let leaf = leaf
        let own = leaf.span
        var scan = PatternScan()
        var entry = RepeatedEntry(self)
        var now: (moment: Timestamp, place: Int)?
        var seen: Int?
        for piece in pieces {
            guard scan.take(own, piece.literal, in: bytes) else { return nil }
            guard let hole = piece.hole else { break }
            let place = scan.position
            switch hole {
            case .nonce: guard scan.takeHex(32, in: bytes) else { return nil }
            case .digest: guard scan.takeHex(64, in: bytes) else { return nil }
            case .text: scan.takeText(in: bytes)
            case .time:
                guard let moment = scan.takeMoment(in: bytes, &minute) else { return nil }
                entry.time = moment
            case .now:
                guard let moment = scan.takeMoment(in: bytes, &minute) else { return nil }
                now = (moment, place)
            case .contextNow:
                scan.takeText(in: bytes)
                guard scan.position == place + Self.contextMoment else { return nil }
                seen = place
            case .warrantKey:
                guard let digest = scan.takeDigest(in: bytes) else { return nil }
                entry.warrant = digest
            case .index, .useNumber, .answered, .count, .bestSimilarity, .amount:
                guard let number = scan.takeInteger(in: bytes), entry.take(number, hole) else { return nil }
            }
        }
        guard scan.isAtEnd(of: bytes) else { return nil }
        guard let now else { return entry }
        guard now.moment == entry.time else { return nil }
        if let seen, !PatternScan.isCut(now.place, to: seen, in: bytes) { return nil }
        if let warrant, now.moment < warrant.first || now.moment > warrant.last { return nil }
        if let again, !again.holds(at: now.moment) { return nil }
        return entry
    }

    /// Bytes of `yyyy-mm-ddThh:mm:ss.fffZ`, a moment as policies see it.
    static let contextMoment = 24
}
