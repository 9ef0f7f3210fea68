import Cedar
import StrictJSON
import Testing

@Suite("templates")
struct TemplateTests {
    private static let text = """
        @id("share") permit (principal is User in ?principal, action, resource == ?resource) when { context.n == 7 };
        @id("guard") forbid (principal == ?principal, action, resource);
        @id("plain") permit (principal == User::"bob", action, resource);
        """
    private static let staff: [Slot: EntityUID] = [
        .principal: EntityUID(type: "Group", id: "staff"),
        .resource: EntityUID(type: "Photo", id: "beach.jpg"),
    ]

    private static func set() throws -> PolicySet { try PolicySet.parse(text, file: "a", templates: .kept) }

    private static func decide(_ policies: PolicySet) throws -> AuthorizationResult {
        Authorizer().authorize(Evaluation.request, policies: policies, entities: try Evaluation.entities())
    }

    @Test("a template decides nothing until it is linked, and its links decide under their own names")
    func linking() throws {
        var set = try Self.set()
        #expect(set.policies.map(\.id) == ["plain"])
        #expect(set.templates.map(\.slots) == [[.principal, .resource], [.principal]])
        #expect(try Self.decide(set).decision == .deny)
        try set.link("share", as: "share-staff", filling: Self.staff)
        #expect(try Self.decide(set).determining == ["share-staff"])
        #expect(try Self.decide(set).decision == .allow)
        try set.link("guard", as: "guard-bob", filling: [.principal: EntityUID(type: "User", id: "bob")])
        #expect(try Self.decide(set).decision == .allow)
        try set.link("guard", as: "guard-alice", filling: [.principal: EntityUID(type: "User", id: "alice")])
        #expect(try Self.decide(set).determining == ["guard-alice"])
        #expect(try Self.decide(set).decision == .deny)
        #expect(set["share-staff"]?.effect == .permit)
    }

    @Test("a link must fill exactly the template's slots, under a new name")
    func refusals() throws {
        var set = try Self.set()
        #expect(throws: LinkError.unknownTemplate("shaer", hint: "share")) {
            try set.link("shaer", as: "x", filling: Self.staff)
        }
        #expect(throws: LinkError.unknownTemplate("plain", hint: nil)) {
            try set.link("plain", as: "x", filling: [:])
        }
        #expect(throws: LinkError.missingSlot(.principal, template: "share")) {
            try set.link("share", as: "x", filling: [:])
        }
        #expect(throws: LinkError.extraSlot(.resource, template: "guard")) {
            try set.link("guard", as: "x", filling: Self.staff)
        }
        for used: PolicyID in ["plain", "share", "guard"] {
            #expect(throws: LinkError.duplicateID(used)) {
                try set.link("share", as: used, filling: Self.staff)
            }
        }
        #expect(set.policies.count == 1)
    }

    @Test("templates are refused where nothing would link them")
    func refusedByDefault() {
        let error = #expect(throws: CedarError.self) { try PolicySet.parse(Self.text, file: "a") }
        #expect(error?.diagnostics.map(\.code) == [.unsupported, .unsupported])
        #expect(error?.diagnostics.map(\.line) == [1, 2])
    }

    @Test(
        "a slot stands only where it belongs",
        arguments: [
            "permit (principal == ?resource, action, resource);",
            "permit (principal, action == ?action, resource);",
            "permit (principal, action in [?principal], resource);",
            "permit (principal is ?principal, action, resource);",
            "permit (principal, action, resource) when { principal == ?principal };",
            "permit (principal in [?principal], action, resource);",
        ]
    )
    func misplaced(_ text: String) {
        #expect(throws: CedarError.self) { try PolicySet.parse(text, file: "a", templates: .kept) }
    }

    @Test("a link is validated like the policy it makes")
    func validation() throws {
        let schema = try Schema.parse(ValidationTests.schema, file: "s")
        var set = try PolicySet.parse(
            "@id(\"t\") permit (principal == ?principal, action == Action::\"view\", resource);",
            file: "a",
            templates: .kept
        )
        try set.link("t", as: "good", filling: [.principal: EntityUID(type: "User", id: "u")])
        #expect(schema.validate(set).isEmpty)
        try set.link("t", as: "wrong", filling: [.principal: EntityUID(type: "Photo", id: "p")])
        let expected =
            "link `wrong`: no action of the schema applies to this scope, expected a principal of type `Group` or `User`"
        #expect(schema.validate(set).map(\.message) == [expected])
    }
}
