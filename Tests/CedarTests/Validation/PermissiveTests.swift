import Cedar
import Testing

@Suite("permissive validation")
struct PermissiveTests {
    private static let schema = """
        entity Group in [Group] { name: String, size: Long };
        entity User in [Group] { name: String, age: Long, size?: String } tags String;
        entity Photo { owner: User, name: Long } tags Long;
        action view appliesTo {
            principal: [User, Group], resource: Photo,
            context: { n: Long, s: String, flag: Bool, one: { a: Long, b: Long }, other: { a: Long, c: Long }, set: Set<Long> }
        };
        """

    private static func problems(_ condition: String, _ mode: ValidationMode) throws -> [String] {
        let schema = try Schema.parse(schema, file: "s")
        let policies = try PolicySet.parse(
            "permit (principal is User, action, resource) when { \(condition) };",
            file: "p"
        )
        return schema.validate(policies, mode: mode).filter { $0.severity == .error }.map(\.message)
    }

    @Test(
        "what only strict mode refuses is accepted",
        arguments: [
            "[] == context.set", "context.n == \"x\"", "context.set.contains(\"x\")",
            "[principal, resource].contains(principal)",
            "(if context.flag then principal else resource) == principal",
            "(if context.flag then principal else Group::\"g\").name == \"x\"",
            "(if context.flag then context.one else context.other).a == 1",
            "context.set.containsAll([\"x\"])", "context.set.containsAny([])",
            "decimal(context.s) == decimal(\"1.0\")", "principal in []",
            "principal in [User::\"a\", Group::\"b\"]",
            "(if context.flag then principal else resource) has age || context.flag",
            "(if context.flag then principal else resource).hasTag(\"t\")",
            "[1, 2] == (if context.flag then [] else [3])",
        ]
    )
    func accepted(_ condition: String) throws {
        #expect(try Self.problems(condition, .permissive).isEmpty)
        #expect(try !Self.problems(condition, .strict).isEmpty)
    }

    @Test(
        "what can fail at run time is refused in both modes",
        arguments: [
            (
                "(if context.flag then principal else resource).age > 1",
                "attribute `age` is not in every `Photo or User`, or has several types"
            ),
            (
                "(if context.flag then principal else resource).name == 1",
                "attribute `name` is not in every `Photo or User`, or has several types"
            ),
            (
                "(if context.flag then context.one else context.other).b == 1",
                "attribute `b` is not in every `{\"a\": Long, ...}`, or has several types"
            ),
            (
                "(if context.flag then principal else resource).hasTag(\"t\") && (if context.flag then principal else resource).getTag(\"t\") == 1",
                "the tags of `Photo or User` have several types"
            ),
            ("[1, true].contains(1)", "a set cannot hold both `Long` and `true`"),
            (
                "(if context.flag then principal else context.one) == principal",
                "`then` has type `User` and `else` has type `{\"a\": Long, \"b\": Long}`, expected one type"
            ),
            (
                "decimal(\"x\") == decimal(\"1.0\")",
                "`decimal`: \"x\" is not a decimal, expected digits, a point and 1 to 4 digits such as `12.5`"
            ),
            ("context.n < \"x\"", "expected Long, found `String`"),
            ("principal in [1]", "expected an entity or a set of entities, found `Set<Long>`"),
        ]
    )
    func refused(_ condition: String, _ message: String) throws {
        #expect(try Self.problems(condition, .permissive) == [message])
        #expect(try !Self.problems(condition, .strict).isEmpty)
    }

    @Test("a test of one of several types is undecided, of none of them false")
    func unions() throws {
        let union = "(if context.flag then principal else resource)"
        #expect(
            try Self.problems("\(union) is User || 1 == 1 + true", .permissive) == [
                "expected Long, found `true`"
            ]
        )
        #expect(try Self.problems("\(union) is Group && 1 + true == 2", .permissive).isEmpty)
        #expect(try Self.problems("\(union) in Photo::\"a\" && 1 + true == 2", .permissive) != [])
        #expect(try Self.problems("\(union) == Group::\"g\" && 1 + true == 2", .permissive).isEmpty)
    }
}
