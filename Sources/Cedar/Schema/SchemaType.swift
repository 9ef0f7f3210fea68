package import StrictJSON

/// The type of a value, as a schema declares it and the type checker works it out.
package indirect enum SchemaType: Hashable, Sendable {
    case bool(Truth)
    case long
    case string
    case entity(ExactString)
    case set(SchemaType)
    case record(RecordShape)
    case ext(ExtensionType)
    /// An entity of one of several types, two or more; only permissive validation makes it.
    case anyEntity(of: Set<ExactString>)
    /// No value at all: what an empty set holds; only permissive validation makes it.
    case never

    /// What is known of a boolean before it is evaluated.
    package enum Truth: Hashable, Sendable {
        case any, always, never

        /// The opposite.
        var negated: Truth {
            switch self {
            case .any: .any
            case .always: .never
            case .never: .always
            }
        }
    }

    /// The one type that covers both, if there is one.
    ///
    /// In strict mode only booleans may differ; otherwise entities become one of several, and records keep what
    /// both have.
    func joined(_ other: SchemaType, _ mode: ValidationMode) -> SchemaType? {
        switch (self, other) {
        case (.bool(let one), .bool(let two)): return .bool(one == two ? one : .any)
        case (.set(let one), .set(let two)): return one.joined(two, mode).map(SchemaType.set)
        case (.record(let one), .record(let two)): return one.joined(two, mode).map(SchemaType.record)
        case (.never, let type), (let type, .never): return type
        default: break
        }
        if self == other { return self }
        guard mode == .permissive, let one = entityTypes, let two = other.entityTypes else { return nil }
        return .anyEntity(of: Set(one).union(two))
    }

    /// The types that an entity of this type can have; nil for what is no entity.
    var entityTypes: [ExactString]? {
        switch self {
        case .entity(let name): [name]
        case .anyEntity(let names): Array(names)
        default: nil
        }
    }
}

/// The four types beyond the core of the language.
package enum ExtensionType: String, Sendable, CaseIterable {
    case decimal, ipaddr, datetime, duration

    /// The function that makes a value from a string.
    package var constructor: ExtensionFunction {
        switch self {
        case .decimal: .decimal
        case .ipaddr: .ip
        case .datetime: .datetime
        case .duration: .duration
        }
    }
}

extension SchemaType: CustomStringConvertible {
    /// As a schema writes it, where it can.
    package var description: String {
        switch self {
        case .bool(.any): "Bool"
        case .bool(.always): "true"
        case .bool(.never): "false"
        case .long: "Long"
        case .string: "String"
        case .entity(let name): name.value
        case .set(let element): "Set<\(element)>"
        case .record(let shape): shape.description
        case .ext(let type): type.rawValue
        case .anyEntity(let names): names.sorted().map(\.value).joined(separator: " or ")
        case .never: "nothing"
        }
    }
}
