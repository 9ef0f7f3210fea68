import StrictJSON

/// Numbers for strings and entities, and the layer that holds what they stand for.
///
/// A vocabulary can stand over another one: what the other knows keeps its number, what is new is numbered on
/// from there. So the numbers of policies hold for entities, and those for requests.
struct Vocabulary: Sendable {
    /// The values that were given numbers or places.
    var layer = Layer()
    private let base: Shared?
    private let name: LayerName
    private let firstString: UInt32
    private let firstEntity: UInt32

    /// The names of a vocabulary that does not change any more, to stand others over.
    ///
    /// An object, so that looking a name up copies no table.
    final class Shared: Sendable {
        private let strings: TextTable
        private let entities: TextTable
        /// How many strings have a number.
        let stringCount: UInt32
        /// How many entities have a number.
        let entityCount: UInt32

        /// The names of a vocabulary that stands on its own.
        init(_ vocabulary: Vocabulary) {
            strings = vocabulary.layer.strings
            entities = vocabulary.layer.entities
            stringCount = UInt32(vocabulary.stringCount)
            entityCount = UInt32(vocabulary.entityCount)
        }

        /// The number of a string, if it has one.
        func number(of text: ExactString) -> UInt32? { strings.number(of: text) }

        /// The number of an entity of a type, if it has one.
        func number(of id: ExactString, ofType type: UInt32) -> UInt32? {
            entities.number(of: id, key: type)
        }
    }

    /// A vocabulary that stands on its own.
    init() {
        base = nil
        name = .shared
        firstString = 0
        firstEntity = 0
    }

    /// A vocabulary over another.
    init(over base: Shared) {
        self.base = base
        name = .request
        firstString = base.stringCount
        firstEntity = base.entityCount
    }

    /// Whether it stands over another.
    var stands: Bool { base != nil }

    /// How many entities have a number, those of a vocabulary below included.
    var entityCount: Int { Int(firstEntity) + layer.rows.count }

    /// How many strings have a number, those of a vocabulary below included.
    var stringCount: Int { Int(firstString) + layer.strings.count }

    /// The number of a string.
    mutating func id(of text: ExactString) -> UInt32 {
        if let id = base?.number(of: text) { return id }
        return firstString + layer.strings.add(text)
    }

    /// The number of an entity.
    mutating func id(of uid: EntityUID) -> UInt32 {
        let type = id(of: uid.type)
        return id(of: uid.id, ofType: type)
    }

    /// The number of an entity of a type.
    mutating func id(of id: ExactString, ofType type: UInt32) -> UInt32 {
        if let id = base?.number(of: id, ofType: type) { return id }
        let number = layer.entities.add(id, key: type)
        if number == layer.rows.count { layer.rows.append(EntityRow(type: type)) }
        return firstEntity + number
    }

    /// A value in the fast form.
    mutating func datum(_ value: CedarValue) -> Datum {
        switch value {
        case .bool(let value): return .bool(value)
        case .long(let value): return Datum(.long, value)
        case .string(let text): return .string(id(of: text))
        case .entity(let uid): return .entity(id(of: uid))
        case .decimal(let value): return Datum(.decimal, value.tenThousandths)
        case .datetime(let value): return Datum(.datetime, value.milliseconds)
        case .duration(let value): return Datum(.duration, value.milliseconds)
        case .ip(let address):
            layer.addresses.append(address)
            return Datum(.address, Place(name, start: layer.addresses.count - 1, count: 1).payload)
        case .set(let set):
            let start = reserve(set.elements.count)
            for (index, element) in set.elements.enumerated() {
                layer.cells[start + index] = Cell(value: datum(element), name: 0)
            }
            return Datum(.set, place(start, set.elements.count, by: Self.precedes))
        case .record(let record): return Datum(.record, fields(record))
        }
    }

    /// The place of a record's fields.
    mutating func fields(_ record: CedarRecord) -> Int64 {
        let start = reserve(record.fields.count)
        for (index, field) in record.fields.enumerated() {
            let name = id(of: field.name)
            layer.cells[start + index] = Cell(value: datum(field.value), name: name)
        }
        return place(start, record.fields.count) { $0.name < $1.name }
    }

    /// Cells to be filled, one behind the other.
    mutating func reserve(_ count: Int) -> Int {
        let start = layer.cells.count
        for _ in 0..<count { layer.cells.append(Cell(value: .failure, name: 0)) }
        return start
    }

    /// Where cells stand that are in order.
    func place(_ start: Int, _ count: Int) -> Int64 { Place(name, start: start, count: count).payload }

    /// Puts cells in order, equal ones as they were, and tells where they stand.
    private mutating func place(_ start: Int, _ count: Int, by precedes: (Cell, Cell) -> Bool) -> Int64 {
        if count <= Self.fewest {
            for index in start..<(start + count) {
                let cell = layer.cells[index]
                var gap = index
                while gap > start, precedes(cell, layer.cells[gap - 1]) {
                    layer.cells[gap] = layer.cells[gap - 1]
                    gap -= 1
                }
                layer.cells[gap] = cell
            }
        } else {
            let sorted = layer.cells[start..<(start + count)].enumerated().sorted {
                precedes($0.element, $1.element)
                    || ($0.offset < $1.offset && !precedes($1.element, $0.element))
            }
            for (index, cell) in sorted.enumerated() { layer.cells[start + index] = cell.element }
        }
        return place(start, count)
    }

    private static func precedes(_ one: Cell, _ other: Cell) -> Bool {
        let (left, right) = (one.value, other.value)
        guard left.tag.isAtomic, right.tag.isAtomic else {
            return left.tag.isAtomic && !right.tag.isAtomic
        }
        return left.tag == right.tag ? left.payload < right.payload : left.tag.rawValue < right.tag.rawValue
    }

    /// Up to so many cells are put in order where they stand.
    private static let fewest = 32
}
