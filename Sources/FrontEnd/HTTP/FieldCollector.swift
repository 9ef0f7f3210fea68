/// Takes the fields of one request one by one, whatever brought them, and refuses what no request may have.
///
/// Notes on its way the few fields that the front end itself goes by, and refuses those that decide and come twice.
struct FieldCollector {
    private(set) var bytes: [UInt8]
    private(set) var slots: [HeaderFields.Slot] = []
    private var seen: UInt32 = 0
    private var found: [(field: DecidingField, value: Range<Int>)] = []
    private var facts: [Range<Int>] = []
    private(set) var asksToClose = false

    /// A collector over the bytes in which the fields lie, with room for so many.
    init(bytes: [UInt8], capacity: Int) {
        self.bytes = bytes
        slots.reserveCapacity(capacity)
    }

    /// The fields taken so far.
    var fields: HeaderFields { HeaderFields(bytes: bytes, slots: slots) }

    /// Takes a field that lies in the bytes; the name is put in lower case.
    mutating func take(name: Range<Int>, value: Range<Int>) throws(FrontEndRefusal) {
        var hasUnderscore = false
        for index in name {
            let byte = bytes[index]
            guard HTTPCharacters.isToken(byte) else {
                throw Self.malformed("a header field's name has a character that names cannot have")
            }
            hasUnderscore = hasUnderscore || byte == UInt8(ascii: "_")
            bytes[index] = HTTPCharacters.lowercased(byte)
        }
        let value = trimmed(value)
        var isASCII = true
        for index in value {
            guard HTTPCharacters.isInValue(bytes[index]) else {
                throw Self.malformed("a header field's value contains a control character")
            }
            isASCII = isASCII && bytes[index] < 0x80
        }
        guard isASCII || String(validating: bytes[value], as: UTF8.self) != nil else {
            throw Self.malformed("a header field's value is not UTF-8")
        }
        try note(name, value)
        let claims = hasUnderscore || IdentityFields.drops(bytes[name])
        slots.append(HeaderFields.Slot(name: name, value: value, claimsIdentity: claims))
    }

    /// Takes a field whose bytes are not among them yet.
    mutating func take(
        name: some Collection<UInt8>,
        value: some Collection<UInt8>
    ) throws(FrontEndRefusal) {
        let start = bytes.count
        bytes.append(contentsOf: name)
        let middle = bytes.count
        bytes.append(contentsOf: value)
        try take(name: start..<middle, value: middle..<bytes.count)
    }

    /// The value of a field that the front end goes by, or nil.
    func value(of field: DecidingField) -> ArraySlice<UInt8>? {
        guard seen & field.bit != 0 else { return nil }
        return found.first { $0.field == field }.map { bytes[$0.value] }
    }

    private mutating func note(_ name: Range<Int>, _ value: Range<Int>) throws(FrontEndRefusal) {
        let text = bytes[name]
        if let field = DecidingField(text) {
            if field == .connection {
                asksToClose = asksToClose || Self.namesClose(bytes[value])
            } else if seen & field.bit != 0 {
                throw twice(name, field.framesBody ? .ambiguousFraming : .repeatedField)
            }
            seen |= field.bit
            if field.isUsedHere { found.append((field, value)) }
        } else if text.starts(with: DecidingField.factPrefix) {
            if facts.contains(where: { bytes[$0].elementsEqual(text) }) { throw twice(name, .repeatedField) }
            facts.append(name)
        }
    }

    private func twice(_ name: Range<Int>, _ code: FrontEndRefusal.Code) -> FrontEndRefusal {
        let name = String(decoding: bytes[name], as: UTF8.self)
        return FrontEndRefusal(code, "the header field `\(name)` is sent twice")
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, HTTPCharacters.isSpace(bytes[start]) { start += 1 }
        while start < end, HTTPCharacters.isSpace(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    private static func namesClose(_ value: ArraySlice<UInt8>) -> Bool {
        value.split(separator: UInt8(ascii: ",")).contains { part in
            HTTPCharacters.trimmed(part).lazy.map(HTTPCharacters.lowercased).elementsEqual("close".utf8)
        }
    }

    private static func malformed(_ detail: String) -> FrontEndRefusal {
        FrontEndRefusal(.malformedRequest, detail)
    }
}
