internal import Decisions

/// Finds the holes of an entry that is known to be canonical.
struct EntryCut {
    private let bytes: [UInt8]
    private let isDecision: Bool
    private let holes: [String: EntryPattern.Hole]
    private var pieces: [EntryPattern.Piece] = []
    private var position = 0
    private var cut = 0

    /// The pieces of a canonical entry; nil when it is not what was expected.
    static func pieces(of leaf: [UInt8], _ type: EntryType) -> [EntryPattern.Piece]? {
        var cut = EntryCut(bytes: leaf, isDecision: type == .decision)
        guard cut.value(at: ""), cut.position == leaf.count else { return nil }
        return cut.pieces + [EntryPattern.Piece(literal: cut.cut..<leaf.count, hole: nil)]
    }

    /// Whether a byte stands for itself in a string.
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private init(bytes: [UInt8], isDecision: Bool) {
        self.bytes = bytes
        self.isDecision = isDecision
        holes = (isDecision ? Self.ofDecisions : Self.ofOutcomes).merging(Self.ofAll) { $1 }
    }

    private static let ofAll: [String: EntryPattern.Hole] = [
        "/index": .index, "/nonce": .nonce, "/time": .time, "/use/n": .useNumber,
    ]
    private static let ofDecisions: [String: EntryPattern.Hole] = [
        "/facts/now": .now, "/context/now/__extn/arg": .contextNow, "/requestId": .text,
        "/invocationId": .text,
        "/facts/probes/*": .digest, "/facts/targets/*": .digest,
        "/warrantKey": .warrantKey,
    ]
    private static let ofOutcomes: [String: EntryPattern.Hole] = [
        "/decision": .answered, "/duration": .amount, "/released/count": .count,
        "/released/bestSimilarity": .bestSimilarity, "/released/response": .digest,
    ]

    private mutating func value(at path: String) -> Bool {
        guard position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "{"): return members(at: path, until: UInt8(ascii: "}"))
        case UInt8(ascii: "["): return members(at: path, until: UInt8(ascii: "]"))
        case UInt8(ascii: "\""):
            guard let text = string() else { return false }
            if let hole = holes[path], hole.isText { dig(hole, text) }
            if isDecision, path.hasPrefix("/commitments/") { dig(.digest, text) }
            return true
        default:
            let start = position
            while position < bytes.count, !Self.ends.contains(bytes[position]) { position += 1 }
            if let hole = holes[path], !hole.isText { dig(hole, start..<position) }
            return position > start
        }
    }

    /// The members of an object, or the elements of an array.
    private mutating func members(at path: String, until end: UInt8) -> Bool {
        position += 1
        guard position < bytes.count else { return false }
        if bytes[position] == end {
            position += 1
            return true
        }
        while true {
            var name = "*"
            if end == UInt8(ascii: "}") {
                guard let range = string() else { return false }
                name = String(decoding: bytes[range], as: UTF8.self)
                position += 1
            }
            guard value(at: "\(path)/\(name)"), position < bytes.count else { return false }
            position += 1
            if bytes[position - 1] == end { return true }
        }
    }

    /// The range within the quotes of a string; the position moves behind it.
    private mutating func string() -> Range<Int>? {
        let start = position + 1
        position = start
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { return nil }
        position += 1
        return start..<position - 1
    }

    private mutating func dig(_ hole: EntryPattern.Hole, _ range: Range<Int>) {
        pieces.append(EntryPattern.Piece(literal: cut..<range.lowerBound, hole: hole))
        cut = range.upperBound
    }

    private static let ends = [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")]
}
