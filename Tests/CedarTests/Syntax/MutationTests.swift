import Cedar
import StrictJSON
import Support
import Testing

/// Broken texts made from good ones: bytes dropped, doubled, replaced and swapped for pieces of the language.
@Suite("mutated texts")
struct MutationTests {
    @Test("no mutation of a policy, a schema or an entity file does more than be refused", arguments: 0..<40)
    func survival(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<25 {
            let policy = Self.mutated(Self.policy, &random)
            let schema = Self.mutated(ValidationTests.schema, &random)
            let entities = Self.mutated(Self.entities, &random)
            let parsedSchema = try? Schema.parse(schema, file: "s")
            if let policies = try? PolicySet.parse(policy, file: "p") {
                let result = Authorizer().authorize(Evaluation.request, policies: policies, entities: .empty)
                #expect(result.decision == .deny || !result.determining.isEmpty)
                _ = parsedSchema?.validate(policies).map(\.description)
            }
            if let read = try? Entities(json: [UInt8](entities.utf8)), let parsedSchema {
                try? parsedSchema.check(read)
            }
        }
    }

    @Test(
        "a policy that strict validation accepts does not fail on a request that fits the schema",
        arguments: 0..<20
    )
    func soundness(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(1000 + seed))
        let schema = try Schema.parse(ValidationTests.schema, file: "s")
        let view = EntityUID(type: "Action", id: "view")
        let entities = try Entities(json: [UInt8](Self.entities.utf8), schema: schema)
        var accepted = 0
        for _ in 0..<40 {
            let condition = Self.condition(depth: 4, &random)
            let text =
                "permit (principal is User, action == Action::\"view\", resource) when { \(condition) };"
            let policies = try PolicySet.parse(text, file: "p")
            guard !schema.validate(policies).contains(where: { $0.severity == .error }) else { continue }
            accepted += 1
            for id in ["u", "v", "unknown"] {
                let request = CedarRequest(
                    principal: EntityUID(type: "User", id: ExactString(id)),
                    action: view,
                    resource: EntityUID(type: "Photo", id: "p"),
                    context: try Self.context(schema, view)
                )
                try schema.check(request)
                let result = Authorizer().authorize(request, policies: policies, entities: entities)
                // An entity that is not known may fail, and so may arithmetic; types never do.
                for error in result.errors.map(\.error) {
                    switch error.reason {
                    case .entityDoesNotExist, .overflow: break
                    default: Issue.record("\(condition): \(error)")
                    }
                }
            }
        }
        #expect(accepted > 0)
    }

    private static func context(_ schema: Schema, _ action: EntityUID) throws -> CedarRecord {
        let text =
            "{\"n\": 1, \"set\": [1], \"at\": \"2026-01-01\", \"ip\": \"10.0.0.1\", \"d\": \"1.0\", \"deep\": {}}"
        return try CedarRecord(
            contextJSON: try JSONValue.parse([UInt8](text.utf8)),
            schema: schema,
            action: action
        )
    }

    /// A random condition, well-typed more often than not.
    private static func condition(depth: Int, _ random: inout SeededGenerator) -> String {
        let leaves = [
            "principal has nick", "principal.nick == \"x\"", "principal has boss", "principal.boss.age > 1",
            "principal.age > context.n",
            "context has s", "context.s like \"*\"", "context has deep.leaf", "context.deep.leaf",
            "principal.hasTag(\"t\")",
            "principal.getTag(\"t\") == \"v\"", "resource.owner == principal",
            "context.set.contains(principal.age)", "true", "false",
            "context.at < datetime(\"2027-01-01\")", "principal in Group::\"g\"",
            "resource.kind == Kind::\"a\"", "principal.boss has nick",
        ]
        guard depth > 0, Int.random(in: 0..<4, using: &random) > 0 else {
            return leaves.randomElement(using: &random) ?? "true"
        }
        let left = condition(depth: depth - 1, &random)
        let right = condition(depth: depth - 1, &random)
        return switch Int.random(in: 0..<6, using: &random) {
        case 0: "(\(left) || \(right))"
        case 1: "!(\(left))"
        case 2: "(if \(left) then \(right) else \(condition(depth: depth - 1, &random)))"
        default: "(\(left) && \(right))"
        }
    }

    private static func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = [UInt8](text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.remove(at: index)
            case 1: bytes[index] = UInt8.random(in: 0...127, using: &random)
            case 2:
                bytes.insert(
                    contentsOf: [UInt8]((pieces.randomElement(using: &random) ?? "").utf8),
                    at: index
                )
            case 3: bytes.removeSubrange(index..<min(bytes.count, index + 12))
            default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 20)], at: index)
            }
            if bytes.isEmpty { return "" }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let pieces = [
        "(", ")", "[", "]", "{", "}", "\"", "\\", "\\u{", "//", "::", "?principal", "-9223372036854775808",
        " in ", " has ", " is ", " like ", "if",
        "\u{e9}", "\u{2028}", "Set<", "__cedar", "enum", "namespace", "@", ";", "&&", "!", "-", ".", ",",
        "99999999999999999999", "\u{0}",
    ]

    private static let policy = """
        @id("a") forbid (principal is User in Group::"g", action in [Action::"view", Action::"edit"], resource)
        when { principal has nick && principal.nick like "a\\*b*" || [1, -2].contains(context.n) }
        unless { if context has deep.leaf then !context.deep.leaf else decimal("1.5").lessThan(context.d) };
        permit (principal, action == Action::"own", resource == User::"\\u{e9}") when { {a: 1, "b": [true]} == {a: 2} };
        """
    private static let entities = """
        [{"uid": {"type": "User", "id": "u"}, "attrs": {"age": 3, "nick": "n", "boss": {"__entity": {"type": "User", "id": "v"}}},
          "parents": [{"type": "Group", "id": "g"}], "tags": {"t": "v"}},
         {"uid": {"type": "User", "id": "v"}, "attrs": {"age": 9}, "parents": []},
         {"uid": {"type": "Group", "id": "g"}, "attrs": {}, "parents": []},
         {"uid": {"type": "Photo", "id": "p"}, "attrs": {"kind": {"__entity": {"type": "Kind", "id": "a"}}, "owner": {"__entity": {"type": "User", "id": "u"}}}, "parents": []}]
        """
}
