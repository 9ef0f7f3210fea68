/// Writes canonical form in one pass: members are put in order on the way, and no copy of the value is made.
///
/// It only says that something lies outside the profile; ``CanonicalForm/fault(in:at:)`` then says what and where.
struct CanonicalWriter {
    /// A member's place in its object, with the first eight bytes of its name as a number.
    private struct Slot {
        let key: UInt64
        let index: Int
    }

    /// What was written so far.
    private(set) var bytes: [UInt8] = []
    /// The order of the members of each object that is being written whose members were not in order, the outermost first.
    private var slots: [Slot] = []

    init() { bytes.reserveCapacity(Self.usualBytes) }

    /// Writes a value; false when it lies outside the profile.
    mutating func write(_ value: JSONValue) -> Bool {
        switch value {
        case .null: bytes.append(contentsOf: Self.null)
        case .bool(let value): bytes.append(contentsOf: value ? Self.yes : Self.no)
        case .number(let number):
            guard CanonicalForm.allows(number) else { return false }
            bytes.append(contentsOf: number.lexeme.utf8)
        case .string(let text): JSONWriter.write(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            let span = elements.span
            for index in 0..<span.count {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                guard write(span[index]) else { return false }
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): return write(object)
        }
        return true
    }

    /// Writes an object; false when it lies outside the profile.
    private mutating func write(_ object: JSONObject) -> Bool {
        let members = object.members.span
        let base = slots.count
        guard let inOrder = order(members) else { return false }
        bytes.append(UInt8(ascii: "{"))
        for place in 0..<members.count {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            let index = inOrder ? place : slots[base + place].index
            JSONWriter.write(members[index].name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            guard write(members[index].value) else { return false }
        }
        bytes.append(UInt8(ascii: "}"))
        if !inOrder { slots.removeSubrange(base...) }
        return true
    }

    /// Writes the outermost object, and says where members of some sorted names would begin; nil outside the profile.
    ///
    /// - Throws: `duplicateName` when the object has a member of one of the names.
    mutating func write(_ object: JSONObject, cutAt names: [ExactString]) throws(JSONError) -> [Int]? {
        let members = object.members.span
        guard let inOrder = order(members) else { return nil }
        var cuts: [Int] = []
        cuts.reserveCapacity(names.count)
        bytes.append(UInt8(ascii: "{"))
        for place in 0..<members.count {
            let index = inOrder ? place : slots[place].index
            while cuts.count < names.count, !(members[index].name < names[cuts.count]) {
                guard members[index].name != names[cuts.count] else {
                    throw JSONError(
                        .duplicateName,
                        path: "/\(names[cuts.count])",
                        message: "the name `\(names[cuts.count])` is taken, expected another"
                    )
                }
                cuts.append(bytes.count)
            }
            JSONWriter.write(members[index].name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            guard write(members[index].value) else { return nil }
            bytes.append(UInt8(ascii: ","))
        }
        cuts.append(contentsOf: repeatElement(bytes.count, count: names.count - cuts.count))
        if !object.isEmpty { bytes.removeLast() }
        bytes.append(UInt8(ascii: "}"))
        return cuts
    }

    /// Whether the members are in order of their names; nil for a name outside ASCII.
    ///
    /// When they are not, a slot is added for each, in that order.
    private mutating func order(_ members: borrowing Span<(name: ExactString, value: JSONValue)>) -> Bool? {
        let base = slots.count
        var inOrder = true
        var last: UInt64 = 0
        for index in 0..<members.count {
            guard let key = Self.key(of: members[index].name.value.utf8.span) else { return nil }
            // Names that begin alike are compared only when they must be put in order.
            if index > 0, key <= last { inOrder = false }
            last = key
            slots.append(Slot(key: key, index: index))
        }
        guard !inOrder else {
            slots.removeSubrange(base...)
            return true
        }
        guard members.count <= Self.fewMembers else {
            let names = (0..<members.count).map { members[$0].name }
            slots[base...].sort { $0.key != $1.key ? $0.key < $1.key : names[$0.index] < names[$1.index] }
            return false
        }
        var next = base + 1
        while next < slots.count {
            let slot = slots[next]
            var place = next
            while place > base, Self.precedes(slot, slots[place - 1], members) {
                slots[place] = slots[place - 1]
                place -= 1
            }
            slots[place] = slot
            next += 1
        }
        return false
    }

    private static func precedes(
        _ left: Slot,
        _ right: Slot,
        _ members: borrowing Span<(name: ExactString, value: JSONValue)>
    ) -> Bool {
        guard left.key == right.key else { return left.key < right.key }
        return members[left.index].name < members[right.index].name
    }

    /// The first eight bytes of a name, the first being the most significant; nil when not all bytes are ASCII.
    private static func key(of text: Span<UInt8>) -> UInt64? {
        var key: UInt64 = 0
        var all: UInt8 = 0
        let first = min(8, text.count)
        for index in 0..<first {
            all |= text[index]
            key = key << 8 | UInt64(text[index])
        }
        for index in first..<text.count { all |= text[index] }
        guard all < 0x80 else { return nil }
        return text.count < 8 ? key << UInt64(8 * (8 - text.count)) : key
    }

    private static let null = Array("null".utf8)
    private static let yes = Array("true".utf8)
    private static let no = Array("false".utf8)
    /// Beyond so many members inserting one by one costs more than sorting.
    private static let fewMembers = 48
    /// Room for an entry without growing.
    private static let usualBytes = 4_096
}
