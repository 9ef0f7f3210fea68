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

    /// What is known of a boolean before it is evaluated.
    package enum Truth: Hashable, Sendable {
        case any, always, never
    }

    /// The one type that covers both, if there is one; in strict mode only booleans may differ.
    func joined(_ other: SchemaType) -> SchemaType? {
        switch (self, other) {
        case (.bool(let one), .bool(let two)): .bool(one == two ? one : .any)
        case (.set(let one), .set(let two)): one.joined(two).map(SchemaType.set)
        case (.record(let one), .record(let two)): one.joined(two).map(SchemaType.record)
        default: self == other ? self : nil
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
    /// As a schema writes it.
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
        }
    }
}
