package import StrictJSON

/// The attributes that a record or an entity has, and may have; no others.
package struct RecordShape: Hashable, Sendable, CustomStringConvertible {
    /// The attributes, sorted by name.
    package let attributes: [Attribute]

    /// One attribute.
    package struct Attribute: Hashable, Sendable {
        /// The name, compared as bytes.
        package let name: ExactString
        /// The type of its value.
        package let type: SchemaType
        /// Whether it is always there.
        package let isRequired: Bool
    }

    /// No attributes at all.
    package static let empty = RecordShape([])

    /// A shape of attributes; of a name given twice the last stays.
    package init(_ attributes: [Attribute]) {
        let byName = Dictionary(attributes.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.attributes = byName.values.sorted { $0.name < $1.name }
    }

    /// The attribute of a name.
    package subscript(name: ExactString) -> Attribute? {
        var low = 0
        var high = attributes.count
        while low < high {
            let middle = (low + high) / 2
            if attributes[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low < attributes.count && attributes[low].name == name ? attributes[low] : nil
    }

    /// As a schema writes it.
    package var description: String {
        let parts = attributes.map {
            "\(Quoting.quoted($0.name.value))\($0.isRequired ? "" : "?"): \($0.type)"
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }

    /// The one shape that covers both: the same names, equally required, with types that join.
    func joined(_ other: RecordShape) -> RecordShape? {
        guard attributes.count == other.attributes.count else { return nil }
        var joined: [Attribute] = []
        for (one, two) in zip(attributes, other.attributes) {
            guard one.name == two.name, one.isRequired == two.isRequired, let type = one.type.joined(two.type)
            else { return nil }
            joined.append(Attribute(name: one.name, type: type, isRequired: one.isRequired))
        }
        return RecordShape(joined)
    }
}
