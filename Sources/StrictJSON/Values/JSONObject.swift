/// A JSON object: members in the order written, every name once.
///
/// Equality is of members in order; use `canonical()` to compare without order.
package struct JSONObject: Sendable {
    /// The members in order.
    package private(set) var members: [(name: ExactString, value: JSONValue)] = []
    /// Where each name stands; kept only for objects large enough that a scan would cost more.
    private var positions: [ExactString: Int] = [:]

    /// An object without members.
    package init() {}

    /// An object of the given members; `nil` when a name occurs twice.
    package init?(_ members: [(name: ExactString, value: JSONValue)]) {
        for member in members {
            guard append(member.name, member.value) else { return nil }
        }
    }

    /// An object of members whose names are known to differ, which is not looked at again.
    package init(distinct members: [(name: ExactString, value: JSONValue)]) {
        self.members = members
        guard members.count > Self.scanLimit else { return }
        for (index, member) in members.enumerated() { positions[member.name] = index }
    }

    /// The names in order.
    package var names: [ExactString] { members.map(\.name) }

    /// The number of members.
    package var count: Int { members.count }

    /// Whether there are no members.
    package var isEmpty: Bool { members.isEmpty }

    /// The value of a member, or `nil` when it is absent; a member that is null yields `.null`.
    package subscript(name: ExactString) -> JSONValue? { position(of: name).map { members[$0].value } }

    /// Adds a member at the end; returns false, changing nothing, when the name is already there.
    @discardableResult
    package mutating func append(_ name: ExactString, _ value: JSONValue) -> Bool {
        guard position(of: name) == nil else { return false }
        if members.count >= Self.scanLimit {
            if positions.isEmpty {
                for (index, member) in members.enumerated() { positions[member.name] = index }
            }
            positions[name] = members.count
        }
        members.append((name, value))
        return true
    }

    /// Replaces the value of a member, or adds it at the end.
    package mutating func set(_ name: ExactString, _ value: JSONValue) {
        if let index = position(of: name) {
            members[index].value = value
        } else {
            append(name, value)
        }
    }

    /// Removes a member; returns its value, or `nil` when it was absent.
    @discardableResult
    package mutating func remove(_ name: ExactString) -> JSONValue? {
        guard let index = position(of: name) else { return nil }
        let value = members.remove(at: index).value
        positions = [:]
        if members.count > Self.scanLimit {
            for (index, member) in members.enumerated() { positions[member.name] = index }
        }
        return value
    }

    private func position(of name: ExactString) -> Int? {
        positions.isEmpty ? members.firstIndex { $0.name == name } : positions[name]
    }

    private static let scanLimit = 32
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count
            && zip(left.members, right.members).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for member in members {
            hasher.combine(member.name)
            hasher.combine(member.value)
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object written in code; writing a name twice is a programmer's error.
    package init(dictionaryLiteral elements: (ExactString, JSONValue)...) {
        for (name, value) in elements {
            precondition(append(name, value), "the literal names a member twice")
        }
    }
}
