package import StrictJSON

/// The attributes that a record or an entity has, and may have.
package struct RecordShape: Hashable, Sendable, CustomStringConvertible {
    /// The attributes, sorted by name.
    package let attributes: [Attribute]
    /// Whether there may be others of which nothing is known, as permissive validation makes of two records.
    package let isOpen: Bool

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
    package init(_ attributes: [Attribute], isOpen: Bool = false) {
        self.isOpen = isOpen
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

    /// As a schema writes it; `...` for others that there may be.
    package var description: String {
        let known = attributes.map {
            "\(Quoting.quoted($0.name.value))\($0.isRequired ? "" : "?"): \($0.type)"
        }
        let parts = isOpen ? known + ["..."] : known
        return "{" + parts.joined(separator: ", ") + "}"
    }

    /// The one shape that covers both.
    ///
    /// In strict mode they need the same names, equally required, with types that join; otherwise the shape
    /// keeps what can be joined and is open to the rest.
    func joined(_ other: RecordShape, _ mode: ValidationMode) -> RecordShape? {
        let names = Set(attributes.map(\.name))
        let haveSameNames = names == Set(other.attributes.map(\.name))
        var joined: [Attribute] = []
        for one in attributes {
            guard let two = other[one.name], let type = one.type.joined(two.type, mode),
                mode == .permissive || one.isRequired == two.isRequired
            else {
                if mode == .strict { return nil }
                continue
            }
            joined.append(
                Attribute(name: one.name, type: type, isRequired: one.isRequired && two.isRequired)
            )
        }
        guard mode == .permissive else { return haveSameNames ? RecordShape(joined) : nil }
        let keepsAll = haveSameNames && joined.count == names.count
        return RecordShape(joined, isOpen: isOpen || other.isOpen || !keepsAll)
    }
}
