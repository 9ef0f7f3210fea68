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
    /// The order of the members of each object that is being written, the outermost first.
    private var slots: [Slot] = []

    init() { bytes.reserveCapacity(Self.usualBytes) }

    /// Writes a value; false when it lies outside the profile.
    mutating func write(_ value: JSONValue) -> Bool {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number):
            guard CanonicalForm.allows(number) else { return false }
            bytes.append(contentsOf: number.lexeme.utf8)
        case .string(let text): JSONWriter.write(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for index in elements.indices {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                guard write(elements[index]) else { return false }
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): return write(object)
        }
        return true
    }

    /// Writes an object; false when it lies outside the profile.
    private mutating func write(_ object: JSONObject) -> Bool {
        let base = slots.count
        guard order(object) else { return false }
        bytes.append(UInt8(ascii: "{"))
        for place in base..<slots.count {
            if place > base { bytes.append(UInt8(ascii: ",")) }
            guard write(object, slots[place].index) else { return false }
        }
        bytes.append(UInt8(ascii: "}"))
        slots.removeSubrange(base...)
        return true
    }

    /// Writes the outermost object, and says where members of some sorted names would begin; nil outside the profile.
    ///
    /// - Throws: `duplicateName` when the object has a member of one of the names.
    mutating func write(_ object: JSONObject, cutAt names: [ExactString]) throws(JSONError) -> [Int]? {
        guard order(object) else { return nil }
        var cuts: [Int] = []
        cuts.reserveCapacity(names.count)
        bytes.append(UInt8(ascii: "{"))
        for place in 0..<object.count {
            let name = object.members[slots[place].index].name
            while cuts.count < names.count, !(name < names[cuts.count]) {
                guard name != names[cuts.count] else {
                    throw JSONError(
                        .duplicateName,
                        path: "/\(name)",
                        message: "the name `\(name)` is taken, expected another"
                    )
                }
                cuts.append(bytes.count)
            }
            guard write(object, slots[place].index) else { return nil }
            bytes.append(UInt8(ascii: ","))
        }
        cuts.append(contentsOf: repeatElement(bytes.count, count: names.count - cuts.count))
        if !object.isEmpty { bytes.removeLast() }
        bytes.append(UInt8(ascii: "}"))
        return cuts
    }

    private mutating func write(_ object: JSONObject, _ index: Int) -> Bool {
        bytes.append(UInt8(ascii: "\""))
        JSONWriter.writeContent(object.members[index].name, to: &bytes)
        bytes.append(contentsOf: "\":".utf8)
        return write(object.members[index].value)
    }

    /// Adds a slot for each member, in order of names; false for a name outside ASCII.
    private mutating func order(_ object: JSONObject) -> Bool {
        let base = slots.count
        for index in object.members.indices {
            guard let key = Self.key(of: object.members[index].name) else { return false }
            slots.append(Slot(key: key, index: index))
        }
        guard object.count <= Self.fewMembers else {
            slots[base...].sort { Self.precedes($0, $1, object) }
            return true
        }
        var next = base + 1
        while next < slots.count {
            let slot = slots[next]
            var place = next
            while place > base, Self.precedes(slot, slots[place - 1], object) {
                slots[place] = slots[place - 1]
                place -= 1
            }
            slots[place] = slot
            next += 1
        }
        return true
    }

    private static func precedes(_ left: Slot, _ right: Slot, _ object: JSONObject) -> Bool {
        guard left.key == right.key else { return left.key < right.key }
        return object.members[left.index].name < object.members[right.index].name
    }

    /// The first eight bytes of a name, the first being the most significant; nil when not all bytes are ASCII.
    private static func key(of name: ExactString) -> UInt64? {
        let text = name.value.utf8.span
        var key: UInt64 = 0
        var all: UInt8 = 0
        for index in 0..<text.count {
            all |= text[index]
            if index < 8 { key = key << 8 | UInt64(text[index]) }
        }
        guard all < 0x80 else { return nil }
        return text.count < 8 ? key << UInt64(8 * (8 - text.count)) : key
    }

    /// Beyond so many members inserting one by one costs more than sorting.
    private static let fewMembers = 48
    /// Room for an entry without growing.
    private static let usualBytes = 2_048
}
