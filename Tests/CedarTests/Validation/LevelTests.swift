import Cedar
import CedarConformance
import Support
import Testing

@Suite("level validation")
struct LevelTests {
    private static let schema = """
        entity Group;
        entity User in [Group] { age: Long, manager: User, address: { city: City } } tags User;
        entity City { size: Long };
        entity Photo { owner: User };
        action view appliesTo { principal: User, resource: Photo, context: { user: User, pair: { left: User } } };
        """

    private static func problems(
        _ condition: String,
        _ level: Int,
        scope: String = "principal, action, resource"
    ) throws -> [String] {
        let schema = try Schema.parse(schema, file: "s")
        let policies = try PolicySet.parse("permit (\(scope)) when { \(condition) };", file: "p")
        return schema.validate(policies, maxLevel: level).filter { $0.severity == .error }.map(\.message)
    }

    @Test(
        "a policy needs exactly the level of its longest way from the request",
        arguments: [
            ("principal == User::\"a\"", 0), ("context.user == principal", 0), ("principal is User", 0),
            ("action == Action::\"view\"", 0), ("principal.age > 1", 1), ("principal has age", 1),
            ("principal in Group::\"g\"", 1), ("principal is User in Group::\"g\"", 1),
            ("principal.hasTag(\"t\")", 1), ("context.user.age > 1", 1), ("context.pair.left.age > 1", 1),
            ("principal.manager in Group::\"g\"", 2), ("resource.owner.age > 1", 2),
            ("resource.owner.manager.age > 1", 3), ("principal.address.city.size > 1", 2),
            ("principal.hasTag(\"t\") && principal.getTag(\"t\").age > 1", 2),
            ("principal has manager.manager.age", 3),
            ("(if principal.age > 1 then principal else resource.owner).age > 1", 2),
            ("{a: principal, b: 1 + resource.owner.age}.a.age > 1", 2),
            ("{a: principal, b: resource.owner}.a == principal", 1),
            ("{a: context.user, b: {c: resource.owner}}.b.c.age > 1", 2),
            ("[resource.owner.manager].contains(principal)", 2),
            // What is never evaluated reads nothing.
            ("principal.age > 1 || (false && resource.owner.manager.age > 1)", 1),
        ]
    )
    func needed(_ condition: String, _ level: Int) throws {
        #expect(try Self.problems(condition, level).isEmpty)
        #expect(try Self.problems(condition, level + 1).isEmpty)
        guard level > 0 else { return }
        let message = "this reads through \(level) entities, level \(level - 1) allows \(level - 1)"
        #expect(
            try Self.problems(condition, level - 1) == [message.replacing(" 1 entities", with: " 1 entity")]
        )
    }

    @Test("an entity that the policy names has no level at which it could be read")
    func named() throws {
        let message = "an entity named in the policy is not loaded under a level, expected one of the request"
        for condition in [
            "User::\"a\".age > 1", "User::\"a\" in Group::\"g\"",
            "(if principal.age > 1 then principal else User::\"a\").age > 1",
        ] {
            #expect(try Self.problems(condition, 9) == [message])
        }
        #expect(try Self.problems("Action::\"view\" in Action::\"view\"", 1).isEmpty)
    }

    @Test("the scope counts like a clause, and a template's slot like an entity")
    func scope() throws {
        let message = "this reads through 1 entity, level 0 allows 0"
        #expect(
            try Self.problems("true", 0, scope: "principal in Group::\"g\", action, resource") == [message]
        )
        #expect(try Self.problems("true", 1, scope: "principal in Group::\"g\", action, resource").isEmpty)
        #expect(try Self.problems("true", 0, scope: "principal == User::\"a\", action, resource").isEmpty)
        let schema = try Schema.parse(Self.schema, file: "s")
        let template = try PolicySet.parse(
            "permit (principal in ?principal, action, resource);",
            file: "p",
            templates: .kept
        )
        #expect(schema.validate(template, maxLevel: 0).map(\.message) == [message])
        #expect(schema.validate(template, maxLevel: 1).isEmpty)
    }

    @Test(
        "the reference engine's samples have the level in their names",
        .enabled(if: SharedData.isPresent("cedar/cli-sample-data.tar.gz"), "shared data absent"),
        arguments: 0...2
    )
    func samples(_ level: Int) throws {
        let archive = try TarArchive.shared("cedar/cli-sample-data.tar.gz")
        let folder = "rust-cli-sample-data/tiny_sandboxes/level-validation/"
        let schema = try Schema.parse(try archive.text("\(folder)schema.cedarschema"), file: "schema")
        let policies = try PolicySet.parse(
            try archive.text("\(folder)policy-level-\(level).cedar"),
            file: "policy"
        )
        for maxLevel in 0...3 {
            let found = schema.validate(policies, maxLevel: maxLevel)
            #expect(found.isEmpty == (maxLevel >= level), "\(maxLevel): \(found)")
            #expect(found.allSatisfy { $0.code == .beyondLevel })
        }
    }
}
