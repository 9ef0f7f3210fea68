internal import Cryptography
package import StrictJSON

/// What came of deciding a recorded decision again.
package struct Redecision: Hashable, Sendable {
    /// The members of the record that do not come out the same; empty when all do.
    package let differences: [Difference]

    /// One member of a record that does not come out the same.
    package struct Difference: Hashable, Sendable, CustomStringConvertible {
        /// The member.
        package let member: ExactString
        /// What the entry says.
        package let recorded: String
        /// What comes out.
        package let decided: String

        /// Both in one line.
        package var description: String { "`\(member)`: recorded \(recorded), decided \(decided)" }
    }

    /// Whether the record stands.
    package var isSame: Bool { differences.isEmpty }
}

extension Engine {
    /// Decides a recorded decision again, from its facts and this engine's bundle alone.
    ///
    /// Everything that follows from them is compared: principals, resource, context, entities, decision,
    /// determining policies, errors and reasons. Another bundle than the recorded one is a difference of its own.
    package func redecide(_ record: DecisionRecord) -> Redecision {
        let ruling = wordless(on: record.facts)
        var differences: [Redecision.Difference] = []
        func compare(_ member: ExactString, _ recorded: JSONValue?, _ decided: JSONValue?) {
            guard !Self.isSame(recorded, decided) else { return }
            let (left, right) = (Self.text(recorded), Self.text(decided))
            guard ExactString(left) != ExactString(right) else { return }
            differences.append(.init(member: member, recorded: left, decided: right))
        }
        compare("bundle", .object(record.bundle.json), .object(ruling.bundle.json))
        compare(
            "principals",
            .array(record.principals.map(JSONValue.object)),
            .array(ruling.principals.map(JSONValue.object))
        )
        compare("resource", record.resource.map(JSONValue.object), ruling.resource.map(JSONValue.object))
        compare("context", record.context.map(JSONValue.object), ruling.context.map(JSONValue.object))
        compare("entities", record.entities.map(JSONValue.digest), ruling.entities.map(JSONValue.digest))
        let (then, now) = (record.ruling.json, ruling.recorded.json)
        for name in now.names { compare(name, then[name], now[name]) }
        return Redecision(differences: differences)
    }

    /// The decision that a request is given, as its entry carries it, without anything that stands beside it.
    ///
    /// It is the one that ``ruling(on:)`` gives, and takes a few microseconds.
    package func decision(on facts: RequestFacts) -> RecordedRuling {
        switch prepared(facts) {
        case .refused(let reason, _):
            RecordedRuling(isAllowed: false, determining: [], errors: [], reasons: [reason])
        case .question(let question): question.recorded
        }
    }

    /// The ruling, without what a client reads of a refusal.
    private func wordless(on facts: RequestFacts) -> Ruling {
        switch prepared(facts) {
        case .refused(let reason, let sentence): refusal(facts, reason, sentence)
        case .question(let question): question.ruling(withWords: false)
        }
    }

    /// Whether two values have the same canonical form: members in any order, everything else as it is.
    ///
    /// A value outside the canonical profile has none, and a recorded one never is outside.
    private static func isSame(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (.array(let left)?, .array(let right)?):
            left.count == right.count && left.indices.allSatisfy { isSame(left[$0], right[$0]) }
        case (.object(let left)?, .object(let right)?):
            left.count == right.count
                && left.members.allSatisfy { member in
                    right[member.name].map { isSame(member.value, $0) } ?? false
                }
        case (let left?, let right?): left == right
        default: false
        }
    }

    private static func text(_ value: JSONValue?) -> String {
        guard let value else { return "nothing" }
        return String(decoding: (try? value.canonical()) ?? value.serialized(), as: UTF8.self)
    }
}
