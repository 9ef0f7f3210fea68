package import StrictJSON

/// A record: values by name, names compared as bytes and unique.
package struct CedarRecord: Hashable, Comparable, Sendable, ExpressibleByDictionaryLiteral {
    /// The fields, sorted by name.
    package private(set) var fields: [Field]

    /// One named value.
    package struct Field: Hashable, Comparable, Sendable {
        /// The name, compared as bytes.
        package let name: ExactString
        /// The value.
        package let value: CedarValue

        /// A value under a name.
        package init(name: ExactString, value: CedarValue) {
            self.name = name
            self.value = value
        }

        /// By name, then value.
        package static func < (left: Field, right: Field) -> Bool {
            left.name == right.name ? left.value < right.value : left.name < right.name
        }
    }

    /// The record without fields.
    package init() { fields = [] }

    /// A record of names and values; of a name given twice the last value stays.
    /// - Complexity: O(n log n).
    package init(_ members: some Sequence<(ExactString, CedarValue)>) {
        var last: [ExactString: Int] = [:]
        let fields = members.map { Field(name: $0, value: $1) }
        for (position, field) in fields.enumerated() { last[field.name] = position }
        let kept = last.count == fields.count ? fields : last.values.map { fields[$0] }
        self.fields = kept.sorted { $0.name < $1.name }
    }

    /// A record of fields; of a name given twice the last value stays.
    /// - Complexity: O(n) when they come in the order of their names, otherwise O(n log n).
    package init(_ fields: [Field]) {
        let areInOrder = fields.indices.dropFirst().allSatisfy { fields[$0 - 1].name < fields[$0].name }
        self.fields = areInOrder ? fields : CedarRecord(fields.map { ($0.name, $0.value) }).fields
    }

    /// A record of names and values; of a name given twice the last value stays.
    package init(dictionaryLiteral elements: (ExactString, CedarValue)...) { self.init(elements) }

    /// The value of a name; setting nil removes it.
    package subscript(name: ExactString) -> CedarValue? {
        get {
            let index = position(of: name)
            return index < fields.count && fields[index].name == name ? fields[index].value : nil
        }
        set {
            let index = position(of: name)
            let isPresent = index < fields.count && fields[index].name == name
            switch (newValue, isPresent) {
            case (let value?, true): fields[index] = Field(name: name, value: value)
            case (let value?, false): fields.insert(Field(name: name, value: value), at: index)
            case (nil, true): fields.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// Whether a name has a value.
    package func contains(_ name: ExactString) -> Bool { self[name] != nil }

    /// By fields from the smallest name.
    package static func < (left: CedarRecord, right: CedarRecord) -> Bool {
        left.fields.lexicographicallyPrecedes(right.fields)
    }

    private func position(of name: ExactString) -> Int {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension CedarRecord: CustomStringConvertible {
    /// As a record literal.
    package var description: String {
        "{" + fields.map { "\(Quoting.quoted($0.name.value)): \($0.value)" }.joined(separator: ", ") + "}"
    }
}
