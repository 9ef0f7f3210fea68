import Cedar
import StrictJSON
import Testing

@Suite("strict validation")
struct ValidationTests {
    static let schema = """
        entity Group in [Group];
        entity User in [Group] { age: Long, nick?: String, boss?: User } tags String;
        entity Kind enum ["a", "b"];
        entity Photo { kind: Kind, owner: User };
        action all;
        action view, edit in [all] appliesTo {
            principal: [User, Group], resource: Photo,
            context: { n: Long, s?: String, deep?: { leaf?: Bool }, set: Set<Long>, at: datetime, ip: ipaddr, d: decimal }
        };
        action own appliesTo { principal: User, resource: User };
        """

    /// The problems of one clause, without their places.
    private static func problems(
        _ condition: String,
        scope: String = "principal is User, action == Action::\"view\", resource"
    ) throws -> [String] {
        let schema = try Schema.parse(schema, file: "s")
        let policies = try PolicySet.parse("permit (\(scope)) when { \(condition) };", file: "p")
        return schema.validate(policies).map(\.message)
    }

    @Test(
        "an expression that cannot fail for its types is accepted",
        arguments: [
            "principal.age > 3", "principal has nick && principal.nick like \"a*\"",
            "context has s && context.s == \"x\"",
            "context has deep.leaf && context.deep.leaf",
            "principal has boss && principal.boss.age > context.n",
            "principal.hasTag(\"t\") && principal.getTag(\"t\") == \"x\"",
            "if principal has nick then principal.nick == \"x\" else false",
            "!(principal has nick) || principal.age > 1", "resource.kind == Kind::\"a\"",
            "principal in Group::\"g\"",
            "[1, 2].contains(context.n)", "context.set.containsAny([1])",
            "context.at < datetime(\"2026-01-01\")",
            "context.ip.isInRange(ip(\"10.0.0.0/8\"))", "context.d.greaterThanOrEqual(decimal(\"99.0\"))",
            "{a: 1} == {a: context.n}",
            "principal == resource.owner", "action in Action::\"all\"",
            "principal has nick && (principal.age > 1 && principal.nick == \"x\")",
            // What can never be reached is not looked at.
            "action == Action::\"edit\" && principal.nope || true",
            "(principal has nick || principal has boss) && principal.age > 1",
        ]
    )
    func accepted(_ condition: String) throws {
        #expect(try Self.problems(condition).isEmpty)
    }

    @Test(
        "an expression that could fail is refused with the reason",
        arguments: [
            ("principal.agee > 3", "unknown attribute `agee`, did you mean `age`?"),
            ("principal.nick == \"a\"", "attribute `nick` may be absent, test it with `has` first"),
            (
                "principal has nick || principal.nick == \"a\"",
                "attribute `nick` may be absent, test it with `has` first"
            ),
            (
                "principal.boss has nick && principal has boss",
                "attribute `boss` may be absent, test it with `has` first"
            ),
            (
                "(principal has nick || principal.age > 1) && principal.nick == \"\"",
                "attribute `nick` may be absent, test it with `has` first"
            ),
            ("principal.getTag(\"t\") == \"x\"", "the tag may be absent, test it with `hasTag` first"),
            (
                "principal.hasTag(\"t\") && principal.getTag(\"u\") == \"x\"",
                "the tag may be absent, test it with `hasTag` first"
            ),
            ("resource.getTag(\"t\") == 1", "entities of type `Photo` have no tags"),
            ("principal.age == \"3\"", "`Long` and `String` are never equal"),
            ("principal.age", "expected Bool, found `Long`"),
            ("context.n && true", "expected Bool, found `Long`"),
            ("[] == [1]", "an empty set has no type"),
            ("[1, \"a\"].contains(1)", "a set cannot hold both `Long` and `String`"),
            ("context.set.contains(\"a\")", "a set of `Long` never holds `String`"),
            (
                "context has s && decimal(context.s).lessThan(context.d)",
                "`decimal` takes one string in quotes"
            ),
            (
                "decimal(\"1\").lessThan(context.d)",
                "`decimal`: \"1\" is not a decimal, expected digits, a point and 1 to 4 digits such as `12.5`"
            ),
            ("ip(1).isIpv4()", "`ip` takes one string in quotes, found (Long)"),
            ("\"a\" + 1 == 1", "expected Long, found `String`"),
            (
                "context.d < context.d",
                "expected Long, datetime or duration, found `decimal`, decimals have `.lessThan(...)` and `.greaterThan(...)`"
            ),
            (
                "context.at < \"2026-01-01\"",
                "expected datetime, found `String`, did you mean `datetime(\"2026-01-01\")`?"
            ),
            (
                "context has s && context.s in principal",
                "expected an entity, found `String`, other values are looked for with `[...].contains(...)`"
            ),
            ("context.at < context.n", "expected datetime, found `Long`"),
            ("context.ip.isInRange(context.n)", "`isInRange` takes (ipaddr, ipaddr), found (ipaddr, Long)"),
            ("context.n like \"a\"", "expected String, found `Long`"),
            ("-context.at == 1", "expected Long, found `datetime`"),
            ("principal in 1", "expected an entity or a set of entities, found `Long`"),
            ("1 is User", "expected an entity, found `Long`"),
            ("if true then 1 else 2", "expected Bool, found `Long`"),
            (
                "(if principal.age > 1 then 1 else true) == 1",
                "`then` has type `Long` and `else` has type `true`, expected one type"
            ),
            ("action.x == 1", "actions have no attributes"),
            ("Usr::\"a\" == principal", "unknown entity type `Usr`, did you mean `User`?"),
            ("Kind::\"c\" == resource.kind", "`Kind` has no id `c`"),
            ("action == Action::\"viw\"", "unknown action `Action::\"viw\"`, did you mean `view`?"),
            ("false && principal is Robot", "unknown entity type `Robot`"),
            ("context has s && context.s.x == 1", "expected an entity or a record, found `String`"),
            ("context.n has x", "expected an entity or a record, found `Long`"),
            ("1.isEmpty()", "expected a set, found `Long`"),
        ]
    )
    func refused(_ condition: String, _ message: String) throws {
        #expect(try Self.problems(condition) == [message])
    }

    @Test("expressions nested to the limit are checked in time that does not explode")
    func deep() throws {
        func nested(_ count: Int, _ open: String, _ inner: String, _ close: String) -> String {
            String(repeating: open, count: count) + inner + String(repeating: close, count: count)
        }
        let records = nested(30, "({x: {y: ", "true", "}} has x.y)")
        #expect(try Self.problems(records).isEmpty)
        let group = "User in Group::\"g\""
        let conditionals = nested(
            25,
            "((if ",
            "principal is \(group)",
            " then principal else resource.owner) is \(group))"
        )
        #expect(try Self.problems(conditionals).isEmpty)
        #expect(try Self.problems("context.n" + String(repeating: " + 1", count: 390) + " > 1").isEmpty)
        #expect(try Self.problems(nested(90, "[", "1", "]") + " == " + nested(90, "[", "2", "]")).isEmpty)
    }

    @Test("a message shows hidden characters instead of obeying them")
    func hiddenCharacters() throws {
        #expect(
            try Self.problems("context[\"a\u{202e}\u{1b}[2J\"] == 1") == [
                "unknown attribute `a\\u{202e}\\u{1b}[2J`",
                "name \"a\\u{202e}\\u{1b}[2J\" has U+202E, which turns the direction of writing",
            ]
        )
    }

    @Test(
        "a policy that fits no request of the schema is an error, one that never matches a warning",
        arguments: [
            (
                "principal is Photo, action, resource",
                "1:9: no action of the schema applies to this scope, expected a principal of type `Group` or `User`",
                CedarDiagnostic.Severity.error
            ),
            (
                "principal, action == Action::\"all\", resource",
                "1:20: no action of the schema applies to this scope, expected an action with principals and resources",
                .error
            ),
            (
                "principal == Group::\"g\", action == Action::\"own\", resource",
                "1:9: no action of the schema applies to this scope, expected a principal of type `User`, did you mean `principal in Group::\"g\"`?",
                .error
            ),
            (
                "principal, action == Action::\"own\", resource is Photo",
                "1:45: no action of the schema applies to this scope, expected a resource of type `User`",
                .error
            ),
            (
                "principal is Group, action, resource is User",
                "1:1: no action of the schema applies to this scope, none takes this principal and this resource together",
                .error
            ),
            (
                "principal, action in [], resource",
                "1:20: no action of the schema applies to this scope, expected an action with principals and resources",
                .error
            ),
            (
                "principal == Grup::\"a\", action, resource",
                "1:9: unknown entity type `Grup`, did you mean `Group`?", .error
            ),
            (
                "principal, action in [Action::\"none\"], resource",
                "1:20: unknown action `Action::\"none\"`",
                .error
            ),
            ("principal is Group, action, resource is Photo", "1:1: this policy can never match", .warning),
        ]
    )
    func scopes(_ scope: String, _ message: String, _ severity: CedarDiagnostic.Severity) throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        let policies = try PolicySet.parse("permit (\(scope)) when { principal is User };", file: "p")
        let found = schema.validate(policies)
        #expect(found.map(\.description) == ["p:" + message])
        #expect(found.map(\.severity) == [severity])
    }

    @Test("every problem of a policy is reported, names that nothing declares beside types that do not fit")
    func allProblems() throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        let policies = try PolicySet.parse(
            """
            permit (principal is User, action == Action::"view", resource)
            when { context.n == "x" && principal.agee > 1 && Usr::"a" == principal }
            unless { resource.kind == Kind::"c" || context.at < 3 };
            forbid (principal in Grup::"a", action in [Action::"viw", Action::"edit"], resource is Fhoto);
            """,
            file: "p"
        )
        #expect(
            schema.validate(policies).map(\.description) == [
                "p:2:8: `Long` and `String` are never equal",
                "p:2:38: unknown attribute `agee`, did you mean `age`?",
                "p:2:50: unknown entity type `Usr`, did you mean `User`?",
                "p:3:27: `Kind` has no id `c`",
                "p:3:53: expected datetime, found `Long`",
                "p:4:9: unknown entity type `Grup`, did you mean `Group`?",
                "p:4:33: unknown action `Action::\"viw\"`, did you mean `view`?",
                "p:4:76: unknown entity type `Fhoto`, did you mean `Photo`?",
            ]
        )
    }

    @Test(
        "with a scope that fits nothing, what is wrong with the clauses for every request is still reported"
    )
    func certainProblems() throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        for scope in ["principal in Grup::\"a\", action, resource", "principal is Photo, action, resource"] {
            let policies = try PolicySet.parse(
                "permit (\(scope)) when { 1 + true > 1 && context.zzz == principal.age };",
                file: "p"
            )
            let messages = schema.validate(policies).map(\.message)
            #expect(messages.dropFirst() == ["expected Long, found `true`", "unknown attribute `zzz`"])
        }
    }

    @Test("a template is checked without a link, and a problem of its clauses is reported once")
    func templates() throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        var policies = try PolicySet.parse(
            "@id(\"t\") permit (principal in ?principal, action == Action::\"view\", resource) when { context.m };",
            file: "p",
            templates: .kept
        )
        #expect(schema.validate(policies).map(\.message) == ["unknown attribute `m`"])
        try policies.link("t", as: "l", filling: [.principal: EntityUID(type: "Group", id: "g")])
        #expect(schema.validate(policies).map(\.message) == ["unknown attribute `m`"])
        try policies.link("t", as: "m", filling: [.principal: EntityUID(type: "Grup", id: "g")])
        #expect(
            schema.validate(policies).map(\.message) == [
                "link `m`: unknown entity type `Grup`, did you mean `Group`?", "unknown attribute `m`",
            ]
        )
    }

    @Test(
        "a test for a misspelled attribute, which is never true, is warned of where no kind of request has it"
    )
    func misspelledTests() throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        func found(_ clause: String) throws -> [String] {
            let text = "permit (principal, action, resource is Photo) \(clause);"
            let problems = schema.validate(try PolicySet.parse(text, file: "p"))
            #expect(problems.allSatisfy { $0.severity == .warning })
            return problems.map(\.description)
        }
        #expect(
            try found("unless { context has deep.leav }") == [
                "p:1:73: no value here has `leav`, so that this is never true, did you mean `leaf`?"
            ]
        )
        #expect(
            try found("when { principal has boss || context has depp }") == [
                "p:1:88: no value here has `depp`, so that this is never true, did you mean `deep`?"
            ]
        )
        // Users have an age, groups do not: with both in question, the test is right.
        #expect(try found("when { principal has age }").isEmpty)
        // Nothing has a name near this one, so that it may be meant for another version of the schema.
        #expect(try found("unless { context has shoeSize }").isEmpty)
    }

    @Test("a problem points at the part to blame, and is reported once for all kinds of requests")
    func places() throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        let policies = try PolicySet.parse(
            "permit (principal, action, resource)\nwhen { context has n && context.warant };",
            file: "policies/police.cedar"
        )
        #expect(
            schema.validate(policies).map(\.description) == [
                "policies/police.cedar:2:33: unknown attribute `warant`"
            ]
        )
    }

    @Test(
        "a request outside of the schema is refused",
        arguments: [
            ("User", "view", "Photo", "{}", "context: attribute `at` is missing"),
            (
                "Photo", "view", "Photo", Self.context,
                "principal: `Action::\"view\"` does not apply to type `Photo`, expected `Group` or `User`"
            ),
            (
                "User", "view", "User", Self.context,
                "resource: `Action::\"view\"` does not apply to type `User`, expected `Photo`"
            ),
            ("User", "viw", "Photo", Self.context, "unknown action `Action::\"viw\"`, did you mean `view`?"),
            (
                "User", "all", "Photo", "{}",
                "principal: `Action::\"all\"` does not apply to type `User`, it is a mere group"
            ),
            ("User", "own", "User", "{\"x\": 1}", "context: unknown attribute `x`"),
            (
                "User", "view", "Photo", Self.context.replacing("\"n\": 1", with: "\"n\": \"1\""),
                "context.n: expected `Long`, found string"
            ),
            (
                "User", "view", "Photo", Self.context.replacing("[1]", with: "[1, true]"),
                "context.set: expected `Long`, found bool"
            ),
        ]
    )
    func requests(
        _ principal: String,
        _ action: String,
        _ resource: String,
        _ context: String,
        _ message: String
    ) throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        let uid = EntityUID(type: "Action", id: ExactString(action))
        let request = CedarRequest(
            principal: EntityUID(type: ExactString(principal), id: "x"),
            action: uid,
            resource: EntityUID(type: ExactString(resource), id: "y"),
            context: try CedarRecord(
                contextJSON: try JSONValue.parse([UInt8](context.utf8)),
                schema: schema,
                action: uid
            )
        )
        let error = #expect(throws: EntitiesError.self) { try schema.check(request) }
        #expect(error?.description == message)
    }

    @Test("a request within the schema is accepted, with values in their implicit forms")
    func validRequest() throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        let view = EntityUID(type: "Action", id: "view")
        let context = try CedarRecord(
            contextJSON: try JSONValue.parse([UInt8](Self.context.utf8)),
            schema: schema,
            action: view
        )
        #expect(context["d"]?.description == "decimal(\"99.5\")")
        try schema.check(
            CedarRequest(
                principal: EntityUID(type: "User", id: "x"),
                action: view,
                resource: EntityUID(type: "Photo", id: "y"),
                context: context
            )
        )
    }

    @Test("entities read under a schema get its actions, and must fit it")
    func entities() throws {
        let schema = try Schema.parse(Self.schema, file: "s")
        let good =
            "[{\"uid\": {\"type\": \"Photo\", \"id\": \"p\"}, \"attrs\": {\"kind\": {\"type\": \"Kind\", \"id\": \"a\"}, \"owner\": {\"__entity\": {\"type\": \"User\", \"id\": \"u\"}}}, \"parents\": []}]"
        let entities = try Entities(json: [UInt8](good.utf8), schema: schema)
        #expect(
            entities.isEntity(EntityUID(type: "Action", id: "view"), in: EntityUID(type: "Action", id: "all"))
        )
        for (from, to) in [
            ("\"a\"", "\"c\""), ("\"Kind\"", "\"User\""), ("\"Photo\"", "\"Foto\""),
            ("[]", "[{\"type\": \"User\", \"id\": \"u\"}]"),
        ] {
            #expect(throws: EntitiesError.self) {
                try Entities(json: [UInt8](good.replacing(from, with: to).utf8), schema: schema)
            }
        }
    }

    private static let context =
        "{\"n\": 1, \"set\": [1], \"at\": \"2026-01-01\", \"ip\": \"10.0.0.1\", \"d\": {\"fn\": \"decimal\", \"arg\": \"99.5\"}}"
}
