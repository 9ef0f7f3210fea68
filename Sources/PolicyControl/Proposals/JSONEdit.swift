internal import Decisions
internal import StrictJSON

/// Puts an element into an array of a JSON text, or takes one out; every other byte stays as it was.
struct JSONEdit {
    /// The text as changed so far.
    private(set) var text: [UInt8]

    /// A text that the strict reader has taken.
    init(_ text: [UInt8]) { self.text = text }

    /// The array that a path of members leads to, from an element of an outer array or from the document.
    func array(_ name: ExactString, in object: Range<Int>? = nil) -> Range<Int>? {
        let places = JSONPlaces(text)
        return places.member(name, of: object ?? places.document)
    }

    /// The elements of an array.
    func elements(of array: Range<Int>) -> [Range<Int>] { JSONPlaces(text).elements(of: array) }

    /// Adds an element at an array's end, laid out as the one before it.
    mutating func append(_ value: JSONValue, to array: Range<Int>) {
        let elements = elements(of: array)
        guard let last = elements.last else {
            let margin = margin(of: array.lowerBound) ?? []
            let inner = margin + [0x20, 0x20]
            let element = Self.indented(value, by: inner)
            text.replaceSubrange(
                array,
                with: [UInt8(ascii: "["), 0x0a] + inner + element + [0x0a] + margin + [UInt8(ascii: "]")]
            )
            return
        }
        let added: [UInt8]
        if let margin = blanksBefore(last.lowerBound) {
            added = [UInt8(ascii: ","), 0x0a] + margin + Self.indented(value, by: margin)
        } else {
            added = [UInt8(ascii: ","), 0x20] + value.serialized()
        }
        text.insert(contentsOf: added, at: last.upperBound)
    }

    /// Puts another value in the place of a member of the document; a text without the member stays as it is.
    mutating func replace(member name: ExactString, with value: JSONValue) {
        let places = JSONPlaces(text)
        guard let found = places.member(name, of: places.document) else { return }
        text.replaceSubrange(found, with: value.serialized())
    }

    /// Takes an element of an array out, with the comma that goes with it.
    mutating func remove(_ index: Int, from array: Range<Int>) {
        let elements = elements(of: array)
        guard elements.indices.contains(index) else { return }
        let gone: Range<Int>
        if index > 0 {
            gone = elements[index - 1].upperBound..<elements[index].upperBound
        } else if elements.count > 1 {
            gone = elements[0].lowerBound..<elements[1].lowerBound
        } else {
            gone = array.lowerBound + 1..<array.upperBound - 1
        }
        text.removeSubrange(gone)
    }

    /// The blanks between the beginning of a line and a position, or nil when something else stands there.
    private func blanksBefore(_ position: Int) -> [UInt8]? {
        let start = text[..<position].lastIndex(of: 0x0a).map { $0 + 1 }
        guard let start, text[start..<position].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return nil }
        return Array(text[start..<position])
    }

    /// The blanks that the line of a position begins with.
    private func margin(of position: Int) -> [UInt8]? {
        let start = text[..<position].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        return Array(text[start..<position].prefix { $0 == 0x20 || $0 == 0x09 })
    }

    /// A value as the house lays it out, each further line moved to the right.
    private static func indented(_ value: JSONValue, by margin: [UInt8]) -> [UInt8] {
        let lines = ReadableJSON.bytes(value).dropLast().split(
            separator: 0x0a,
            omittingEmptySubsequences: false
        )
        return Array(lines.joined(separator: [0x0a] + margin))
    }
}
