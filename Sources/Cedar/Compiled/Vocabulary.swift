import StrictJSON

/// Numbers for strings and entities, and the layer that holds what they stand for.
///
/// A vocabulary can stand over another one: what the other knows keeps its number, what is new is numbered on
/// from there. So the numbers of policies hold for entities, and those for requests.
struct Vocabulary: Sendable {
    /// The values that were given numbers or places.
    var layer = Layer()
    private var strings: [ExactString: UInt32] = [:]
    private var entities: [EntityUID: UInt32] = [:]
    private let name: LayerName

    /// A vocabulary that stands on its own.
    init() { name = .shared }

    /// A vocabulary over another; every call must be given that one.
    init(over base: borrowing Vocabulary) {
        name = .request
        firstString = UInt32(base.layer.ends.count) + base.firstString
        firstEntity = UInt32(base.layer.rows.count) + base.firstEntity
    }

    private var firstString: UInt32 = 0
    private var firstEntity: UInt32 = 0

    /// How many entities have a number, those of a vocabulary below included.
    var entityCount: Int { Int(firstEntity) + layer.rows.count }

    /// How many strings have a number, those of a vocabulary below included.
    var stringCount: Int { Int(firstString) + layer.ends.count }

    /// The number of a string, if it has one here.
    func known(_ text: ExactString) -> UInt32? { strings[text] }

    /// The number of an entity, if it has one here.
    func known(_ uid: EntityUID) -> UInt32? { entities[uid] }

    /// The number of a string.
    mutating func id(of text: ExactString, over base: borrowing Vocabulary?) -> UInt32 {
        if let id = base?.known(text) ?? strings[text] { return id }
        let id = UInt32(stringCount)
        layer.bytes.append(contentsOf: text.value.utf8)
        layer.ends.append(layer.bytes.count)
        strings[text] = id
        return id
    }

    /// The number of an entity.
    mutating func id(of uid: EntityUID, over base: borrowing Vocabulary?) -> UInt32 {
        if let id = base?.known(uid) ?? entities[uid] { return id }
        let type = id(of: uid.type, over: base)
        let id = UInt32(entityCount)
        layer.rows.append(EntityRow(type: type))
        entities[uid] = id
        return id
    }

    /// A value in the fast form.
    mutating func datum(_ value: CedarValue, over base: borrowing Vocabulary?) -> Datum {
        switch value {
        case .bool(let value): return .bool(value)
        case .long(let value): return Datum(.long, value)
        case .string(let text): return .string(id(of: text, over: base))
        case .entity(let uid): return .entity(id(of: uid, over: base))
        case .decimal(let value): return Datum(.decimal, value.tenThousandths)
        case .datetime(let value): return Datum(.datetime, value.milliseconds)
        case .duration(let value): return Datum(.duration, value.milliseconds)
        case .ip(let address):
            layer.addresses.append(address)
            return Datum(.address, Place(name, start: layer.addresses.count - 1, count: 1).payload)
        case .set(let set):
            let members = set.elements.map { Cell(value: datum($0, over: base), name: 0) }
            let atoms = members.filter(\.value.tag.isAtomic).sorted { Self.precedes($0.value, $1.value) }
            return Datum(.set, place(atoms + members.filter { !$0.value.tag.isAtomic }))
        case .record(let record): return Datum(.record, fields(record, over: base))
        }
    }

    /// The place of a record's fields.
    mutating func fields(_ record: CedarRecord, over base: borrowing Vocabulary?) -> Int64 {
        var cells: [Cell] = []
        for field in record.fields {
            let name = id(of: field.name, over: base)
            cells.append(Cell(value: datum(field.value, over: base), name: name))
        }
        cells.sort { $0.name < $1.name }
        return place(cells)
    }

    private mutating func place(_ cells: [Cell]) -> Int64 {
        layer.cells += cells
        return Place(name, start: layer.cells.count - cells.count, count: cells.count).payload
    }

    private static func precedes(_ left: Datum, _ right: Datum) -> Bool {
        left.tag == right.tag ? left.payload < right.payload : left.tag.rawValue < right.tag.rawValue
    }
}
