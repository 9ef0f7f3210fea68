/// A set of values in one canonical form, so that equal sets are equal arrays.
package struct ValueSet: Hashable, Comparable, Sendable {
    /// The members, sorted, without duplicates.
    package let elements: [CedarValue]

    /// A set of the given values, duplicates collapsed.
    package init(_ values: [CedarValue]) {
        var kept: [CedarValue] = []
        kept.reserveCapacity(values.count)
        for value in values.sorted() where kept.last != value { kept.append(value) }
        elements = kept
    }

    /// Whether there is no member.
    package var isEmpty: Bool { elements.isEmpty }

    /// Whether a value is a member; equality never mixes types.
    package func contains(_ value: CedarValue) -> Bool {
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            if elements[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < elements.count && elements[low] == value
    }

    /// Whether every member is a member of another set.
    package func isSubset(of other: ValueSet) -> Bool {
        elements.count <= other.elements.count && elements.allSatisfy(other.contains)
    }

    /// Whether some member is a member of another set.
    package func intersects(_ other: ValueSet) -> Bool {
        elements.count <= other.elements.count
            ? elements.contains(where: other.contains) : other.elements.contains(where: contains)
    }

    /// By members from the smallest.
    package static func < (left: ValueSet, right: ValueSet) -> Bool {
        left.elements.lexicographicallyPrecedes(right.elements)
    }
}
