/// A value as the fast form holds it: one word and its type, never a reference.
///
/// Strings and entities are ids, so that equality is equality of numbers. Sets, records and addresses are places
/// in the cells of a ``Layer``.
struct Datum: Sendable {
    /// The value itself, or where it stands.
    let payload: Int64
    /// What the payload is.
    let tag: Tag

    init(_ tag: Tag, _ payload: Int64) {
        self.payload = payload
        self.tag = tag
    }

    /// What stands for "no value": the reference evaluator says why.
    static let failure = Datum(.failure, 0)

    static func bool(_ value: Bool) -> Datum { Datum(.bool, value ? 1 : 0) }
    static func string(_ id: UInt32) -> Datum { Datum(.string, Int64(id)) }
    static func entity(_ id: UInt32) -> Datum { Datum(.entity, Int64(id)) }

    /// The id of a string or an entity.
    var id: UInt32 { UInt32(truncatingIfNeeded: payload) }

    /// Whether it is the boolean true; false for everything that is no boolean.
    var isTrue: Bool { tag == .bool && payload != 0 }

    /// The types of values.
    ///
    /// Those from `address` on are compared by content, the others by their payload.
    enum Tag: UInt8, Sendable {
        case failure, bool, long, string, entity, decimal, datetime, duration
        case address, set, record

        /// Whether equal payloads are equal values and the other way round.
        var isAtomic: Bool { rawValue < Tag.address.rawValue }
    }
}

/// Where the members of a set, the fields of a record or the parts of an address stand.
struct Place {
    let layer: LayerName
    let start: Int
    let count: Int

    init(_ layer: LayerName, start: Int, count: Int) {
        self.layer = layer
        self.start = start
        self.count = count
    }

    /// The place that a payload stands for.
    init(_ payload: Int64) {
        layer = payload < 0 ? .scratch : payload >> 62 == 0 ? .shared : .request
        start = Int((payload >> 30) & 0xFFFF_FFFF)
        count = Int(payload & 0x3FFF_FFFF)
    }

    /// The place as a payload: two bits for the layer, 32 for the start, 30 for the count.
    var payload: Int64 {
        precondition(
            start <= 0xFFFF_FFFF && count <= 0x3FFF_FFFF,
            "more values than the fast form can number"
        )
        let bits = Int64(start) << 30 | Int64(count)
        return switch layer {
        case .shared: bits
        case .request: bits | 1 << 62
        case .scratch: bits | .min
        }
    }

    var range: Range<Int> { start..<(start + count) }
}

/// Whose cells: those of policies and entities, those of one request, or those of one decision.
enum LayerName: Sendable {
    case shared, request, scratch
}

/// A member of a set, or a named field of a record; names are string ids.
struct Cell: Sendable {
    let value: Datum
    let name: UInt32
}
