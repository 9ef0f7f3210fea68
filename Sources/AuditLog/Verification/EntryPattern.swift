internal import Cryptography
internal import Decisions
internal import Glibc
internal import StrictJSON

/// An entry that was checked in full, with holes where others of its kind differ.
///
/// Most decisions of a log repeat one another but for an index, a nonce, moments and digests. Bytes that equal such an entry
/// outside its holes, and whose holes hold the one spelling of the same kind of value, are canonical, have the same closed
/// shape, and say within themselves what that entry says; what depends on a hole's value is checked here, or is given on in
/// ``EntryLinks``. Whatever does not fit is no finding yet: it is parsed and checked as if no pattern were known. Only an
/// entry without any finding becomes a pattern.
struct EntryPattern: Sendable {
    /// What may stand in a hole; each has one spelling.
    enum Hole: Sendable {
        /// The entry's own members.
        case index, nonce, time, useNumber
        /// The moment at which was decided, which must be the entry's time.
        case now
        /// Plain text, which nothing is held against.
        case text
        /// A digest, which nothing is held against, and one by which uses of a warrant are counted.
        case digest, warrantKey
        /// The decision whose outcome it is, what it released, and an amount that nothing is held against.
        case answered, count, bestSimilarity, amount

        /// Whether it lies within a string's quotes; the others are numbers.
        var isText: Bool {
            switch self {
            case .nonce, .time, .now, .text, .digest, .warrantKey: true
            case .index, .useNumber, .answered, .count, .bestSimilarity, .amount: false
            }
        }
    }

    /// Bytes that must be the same, then a hole; none at the end.
    struct Piece: Sendable {
        let literal: Range<Int>
        let hole: Hole?
    }

    private let leaf: [UInt8]
    private let pieces: [Piece]
    private let base: EntryLinks
    /// The warrant under which was decided, which must have held.
    private let warrant: WarrantFacts?

    /// The pattern of an entry in which nothing was found; nil for kinds of entries of which a log has few.
    init?(_ leaf: [UInt8], _ entry: LogEntry) {
        switch entry.type {
        case .decision:
            guard let record = try? DecisionRecord(entry.body) else { return nil }
            warrant = record.facts.warrant.facts
        case .outcome: warrant = nil
        default: return nil
        }
        guard let pieces = EntryCut.pieces(of: leaf, entry.type) else { return nil }
        self.leaf = leaf
        self.pieces = pieces
        base = EntryLinks(entry)
    }

    /// What the bytes say, when they are of this pattern and nothing within them is wrong.
    func links(of other: [UInt8], _ minute: inout KnownMinute) -> EntryLinks? {
        guard other.count <= LogEntry.maximumBytes else { return nil }
        var scan = PatternScan(other)
        var links = base
        var now: Timestamp?
        for piece in pieces {
            guard scan.take(leaf, piece.literal) else { return nil }
            guard let hole = piece.hole else { break }
            switch hole {
            case .nonce: guard scan.takeHex(32) else { return nil }
            case .digest: guard scan.takeHex(64) else { return nil }
            case .text: scan.takeText()
            case .time:
                guard let moment = scan.takeMoment(&minute) else { return nil }
                links.time = moment
            case .now:
                guard let moment = scan.takeMoment(&minute) else { return nil }
                now = moment
            case .warrantKey:
                guard let digest = scan.takeDigest() else { return nil }
                links.warrant = digest
                if base.permit?.warrant != nil { links.permit?.warrant = digest }
            case .index, .useNumber, .answered, .count, .bestSimilarity, .amount:
                guard let number = scan.takeInteger(), take(number, hole, &links) else { return nil }
            }
        }
        guard scan.isAtEnd, now == nil || now == links.time else { return nil }
        if let warrant, let now, !DecisionCheck.isWithin(warrant, now) { return nil }
        return links
    }

    private func take(_ number: Int64, _ hole: Hole, _ links: inout EntryLinks) -> Bool {
        switch hole {
        case .index: links.index = number
        case .useNumber: links.use = CountedUse(number: number, maximum: base.use?.maximum ?? 0)
        case .answered: links.answered = [number]
        case .count: links.release?.count = number
        case .bestSimilarity:
            guard number <= 100_000_000 else { return false }
            links.release?.bestSimilarity = number
        default: break
        }
        return true
    }
}

/// The last minute that was read, so that the calendar is asked once a minute and not once an entry.
struct KnownMinute: Sendable {
    private var text: [UInt8] = []
    private var start = Timestamp(microseconds: 0)

    /// The minute that `yyyy-mm-ddThh:mm:` names.
    mutating func start(of prefix: ArraySlice<UInt8>) -> Timestamp? {
        guard !text.elementsEqual(prefix) else { return start }
        let words = String(decoding: prefix, as: UTF8.self) + "00.000000Z"
        guard let found = Timestamp(rfc3339: words), ExactString(found.rfc3339) == ExactString(words) else {
            return nil
        }
        (text, start) = (Array(prefix), found)
        return found
    }
}

/// Reads an entry's bytes from front to back.
private struct PatternScan {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// Takes the same bytes as a part of another entry.
    mutating func take(_ other: [UInt8], _ range: Range<Int>) -> Bool {
        guard range.count <= bytes.count - position, range.upperBound <= other.count else { return false }
        let place = position
        position += range.count
        return unsafe bytes.withUnsafeBytes { mine in
            unsafe other.withUnsafeBytes { theirs in
                // Both ranges lie within their arrays, as was just seen.
                guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else {
                    return range.isEmpty
                }
                return unsafe memcmp(mine + place, theirs + range.lowerBound, range.count) == 0
            }
        }
    }

    /// Takes so many lowercase hexadecimal digits.
    mutating func takeHex(_ count: Int) -> Bool {
        guard count <= bytes.count - position else { return false }
        let start = position
        position += count
        return bytes[start..<start + count].allSatisfy { $0 &- 48 < 10 || $0 &- 97 < 6 }
    }

    mutating func takeDigest() -> SHA256Digest? {
        let start = position
        guard takeHex(64) else { return nil }
        return SHA256Digest(hex: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// Takes what stands before the closing quote, as far as it is printable ASCII and needs no escape.
    mutating func takeText() {
        while position < bytes.count, EntryCut.isPlain(bytes[position]) { position += 1 }
    }

    /// Takes an integer from 0 to 2^53 - 1 in its one spelling.
    mutating func takeInteger() -> Int64? {
        let start = position
        var number: Int64 = 0
        while position < bytes.count, position < start + 17, bytes[position] &- 48 < 10 {
            number = number * 10 + Int64(bytes[position] &- 48)
            position += 1
        }
        guard position > start, position == start + 1 || bytes[start] != 48, number < 1 << 53 else {
            return nil
        }
        return number
    }

    /// Takes `yyyy-mm-ddThh:mm:ss.ffffffZ`.
    mutating func takeMoment(_ minute: inout KnownMinute) -> Timestamp? {
        guard bytes.count - position >= 27, bytes[position + 19] == UInt8(ascii: "."),
            bytes[position + 26] == UInt8(ascii: "Z"),
            let start = minute.start(of: bytes[position..<position + 17]),
            let seconds = digits(17..<19), seconds < 60, let fraction = digits(20..<26)
        else { return nil }
        position += 27
        return start.adding(microseconds: seconds * 1_000_000 + fraction)
    }

    private func digits(_ range: Range<Int>) -> Int64? {
        var number: Int64 = 0
        for offset in range {
            let digit = bytes[position + offset] &- 48
            guard digit < 10 else { return nil }
            number = number * 10 + Int64(digit)
        }
        return number
    }
}
