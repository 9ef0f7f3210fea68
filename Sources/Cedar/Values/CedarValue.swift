package import StrictJSON

/// A value of the language.
package enum CedarValue: Hashable, Sendable {
    case bool(Bool)
    case long(Int64)
    case string(ExactString)
    case entity(EntityUID)
    case set(ValueSet)
    case record(CedarRecord)
    case decimal(DecimalValue)
    case ip(IPAddressValue)
    case datetime(DatetimeValue)
    case duration(DurationValue)

    /// A set of values, duplicates collapsed.
    package static func set(of values: [CedarValue]) -> CedarValue { .set(ValueSet(values)) }

    /// The name of the value's type, as messages say it.
    package var typeName: String {
        switch self {
        case .bool: "bool"
        case .long: "long"
        case .string: "string"
        case .entity(let uid): "entity of type `\(uid.type.value)`"
        case .set: "set"
        case .record: "record"
        case .decimal: "decimal"
        case .ip: "ipaddr"
        case .datetime: "datetime"
        case .duration: "duration"
        }
    }
}

extension CedarValue: Comparable {
    /// A total order without meaning in the language, by which sets are kept sorted.
    package static func < (left: CedarValue, right: CedarValue) -> Bool {
        switch (left, right) {
        case (.bool(let one), .bool(let other)): !one && other
        case (.long(let one), .long(let other)): one < other
        case (.string(let one), .string(let other)): one < other
        case (.entity(let one), .entity(let other)): one < other
        case (.set(let one), .set(let other)): one < other
        case (.record(let one), .record(let other)): one < other
        case (.decimal(let one), .decimal(let other)): one < other
        case (.ip(let one), .ip(let other)): one < other
        case (.datetime(let one), .datetime(let other)): one < other
        case (.duration(let one), .duration(let other)): one < other
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .long: 1
        case .string: 2
        case .entity: 3
        case .set: 4
        case .record: 5
        case .decimal: 6
        case .ip: 7
        case .datetime: 8
        case .duration: 9
        }
    }
}

extension CedarValue: CustomStringConvertible {
    /// As an expression that yields the value.
    package var description: String {
        switch self {
        case .bool(let value): "\(value)"
        case .long(let value): "\(value)"
        case .string(let value): Quoting.quoted(value.value)
        case .entity(let uid): uid.description
        case .set(let set): "[" + set.elements.map(\.description).joined(separator: ", ") + "]"
        case .record(let record): record.description
        case .decimal(let value): "decimal(\"\(value)\")"
        case .ip(let value): "ip(\"\(value)\")"
        case .datetime(let value): "datetime(\"\(value)\")"
        case .duration(let value): "duration(\"\(value)\")"
        }
    }
}
