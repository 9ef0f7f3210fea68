import StrictJSON

/// What a schema asks of requests, over numbers: whether one fits is found while its names are looked up.
///
/// It knows only what can be said quickly. Whatever it does not take is put to the schema itself.
struct RequestShapes: Sendable {
    private var actions: [Action] = []
    /// By entity id: the action's position plus one, or zero.
    private var positions: [UInt32] = []
    private(set) var shapes: [Range<Int>] = []
    private(set) var fields: [Field] = []
    private(set) var elements: [Form] = []

    /// One attribute of a shape; those of a shape stand by name.
    struct Field: Sendable {
        let name: ExactString
        /// The string id of the name.
        let id: UInt32
        /// How many fields of the shape have a smaller string id.
        let rank: Int
        let isRequired: Bool
        let form: Form
    }

    /// The type of a value.
    enum Form: Sendable {
        /// A value without parts.
        case plain(Datum.Tag)
        /// An entity of the type with a string id.
        case entity(UInt32)
        /// A set whose members have the form at a position of `elements`.
        case set(Int)
        /// A record of the shape at a position of `shapes`.
        case record(Int)
    }

    private struct Action: Sendable {
        var principals: [UInt32] = []
        var resources: [UInt32] = []
        var context = 0
    }

    /// No shapes: every request is put to the schema.
    init() {}

    init(_ schema: Schema, _ vocabulary: inout Vocabulary) {
        for definition in schema.actions.values.sorted(by: { $0.uid < $1.uid }) {
            guard let action = action(definition, schema, &vocabulary) else { continue }
            let id = Int(vocabulary.id(of: definition.uid))
            positions += Array(repeating: 0, count: max(0, id + 1 - positions.count))
            actions.append(action)
            positions[id] = UInt32(actions.count)
        }
    }

    /// The position of the shape of an action's context; nil when it does not apply to the types, or is not known.
    func shape(_ action: UInt32, _ principalType: UInt32, _ resourceType: UInt32) -> Int? {
        guard action < positions.count, positions[Int(action)] > 0 else { return nil }
        let position = Int(positions[Int(action)]) - 1
        guard actions[position].principals.contains(principalType),
            actions[position].resources.contains(resourceType)
        else { return nil }
        return actions[position].context
    }

    private mutating func action(
        _ definition: ActionDefinition,
        _ schema: Schema,
        _ vocabulary: inout Vocabulary
    ) -> Action? {
        var action = Action()
        for type in definition.principals where Self.isPlain(type, schema) {
            action.principals.append(vocabulary.id(of: type))
        }
        for type in definition.resources where Self.isPlain(type, schema) {
            action.resources.append(vocabulary.id(of: type))
        }
        guard let context = shape(of: definition.context, schema, &vocabulary) else { return nil }
        action.context = context
        return action
    }

    /// Whether every entity of a type may exist: it is none of an action, nor of a list.
    private static func isPlain(_ type: ExactString, _ schema: Schema) -> Bool {
        schema.entityTypes[type].map { $0.ids == nil } ?? false
    }

    private mutating func shape(
        of record: RecordShape,
        _ schema: Schema,
        _ vocabulary: inout Vocabulary
    ) -> Int? {
        guard !record.isOpen else { return nil }
        var list: [(attribute: RecordShape.Attribute, id: UInt32, form: Form)] = []
        for attribute in record.attributes {
            guard let form = form(of: attribute.type, schema, &vocabulary) else { return nil }
            list.append((attribute, vocabulary.id(of: attribute.name), form))
        }
        let ids = list.map(\.id)
        let start = fields.count
        for (attribute, id, form) in list {
            fields.append(
                Field(
                    name: attribute.name,
                    id: id,
                    rank: ids.count { $0 < id },
                    isRequired: attribute.isRequired,
                    form: form
                )
            )
        }
        shapes.append(start..<fields.count)
        return shapes.count - 1
    }

    private mutating func form(
        of type: SchemaType,
        _ schema: Schema,
        _ vocabulary: inout Vocabulary
    ) -> Form? {
        switch type {
        case .bool: return .plain(.bool)
        case .long: return .plain(.long)
        case .string: return .plain(.string)
        case .ext(.decimal): return .plain(.decimal)
        case .ext(.ipaddr): return .plain(.address)
        case .ext(.datetime): return .plain(.datetime)
        case .ext(.duration): return .plain(.duration)
        case .entity(let name): return Self.isPlain(name, schema) ? .entity(vocabulary.id(of: name)) : nil
        case .set(let element):
            guard let form = form(of: element, schema, &vocabulary) else { return nil }
            elements.append(form)
            return .set(elements.count - 1)
        case .record(let record): return shape(of: record, schema, &vocabulary).map(Form.record)
        default: return nil
        }
    }
}

extension Vocabulary {
    /// The place of a record's fields if it is of a shape, otherwise nil; both stand in the order of names.
    mutating func fields(_ record: CedarRecord, _ shape: Int, _ shapes: RequestShapes) -> Int64? {
        let range = shapes.shapes[shape]
        let start = reserve(range.count)
        var next = range.lowerBound
        for index in record.fields.indices {
            while next < range.upperBound, shapes.fields[next].name != record.fields[index].name {
                guard !shapes.fields[next].isRequired else { return nil }
                next += 1
            }
            guard next < range.upperBound,
                let value = datum(record.fields[index].value, shapes.fields[next].form, shapes)
            else { return nil }
            let field = shapes.fields[next]
            layer.cells[start + field.rank] = Cell(value: value, name: field.id)
            next += 1
        }
        while next < range.upperBound {
            guard !shapes.fields[next].isRequired else { return nil }
            next += 1
        }
        return place(start, packed(start, range.count))
    }

    /// Moves cells over those that stayed empty; returns how many there are.
    private mutating func packed(_ start: Int, _ count: Int) -> Int {
        var end = start
        for index in start..<(start + count) where layer.cells[index].value.tag != .failure {
            if end != index { layer.cells[end] = layer.cells[index] }
            end += 1
        }
        return end - start
    }

    /// A value in the fast form if it is of a type, otherwise nil.
    private mutating func datum(
        _ value: CedarValue,
        _ form: RequestShapes.Form,
        _ shapes: RequestShapes
    ) -> Datum? {
        switch (form, value) {
        case (.plain(let tag), _):
            let result = datum(value)
            return result.tag == tag ? result : nil
        case (.entity(let type), .entity(let uid)):
            guard id(of: uid.type) == type else { return nil }
            return .entity(id(of: uid.id, ofType: type))
        case (.set(let element), .set(let set)):
            // Members are looked at twice, which keeps their order the affair of one place.
            for member in set.elements where datum(member, shapes.elements[element], shapes) == nil {
                return nil
            }
            return datum(value)
        case (.record(let shape), .record(let record)):
            return fields(record, shape, shapes).map { Datum(.record, $0) }
        default: return nil
        }
    }
}
