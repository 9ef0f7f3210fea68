import Cedar
import StrictJSON
import Testing

@Suite("requests in the fast form")
struct CompiledRequestTests {
    @Test(
        "entities that only a request knows decide as if all knew them",
        arguments: ["0", "1", "2", "5", "mentioned", "fresh", "parent"]
    )
    func added(_ id: String) throws {
        var world = RandomPolicies(seed: 80, population: 8)
        var text = world.policies(60)
        text.append("permit (principal, action, resource in Doc::\"mentioned\");")
        text.append("forbid (principal, action, resource in Doc::\"parent\") when { resource.a == 1 };")
        let policies = try PolicySet.parse(text.joined(separator: "\n"), file: "random")
        var known = try world.entities(depth: 8).all
        known.append(
            Entity(EntityUID(type: "Doc", id: "child"), parents: [EntityUID(type: "Doc", id: "parent")])
        )
        known.removeAll { $0.uid == EntityUID(type: "Doc", id: "2") }
        let entities = try Entities(known)
        let compiled = CompiledEntities(entities, CompiledPolicies(policies))
        let uid = EntityUID(type: "Doc", id: ExactString(id))
        let others = [
            Entity(
                uid,
                attributes: ["a": .long(1), "b": .set(of: [.string("new"), .entity(uid)])],
                parents: [EntityUID(type: "Group", id: "3"), EntityUID(type: "Group", id: "fresh")],
                tags: ["a": .string("new")]
            )
        ]
        for resource in [uid, EntityUID(type: "Doc", id: "child"), EntityUID(type: "Doc", id: "1")] {
            for _ in 0..<40 {
                let random = world.request()
                let request = CedarRequest(
                    principal: random.principal,
                    action: random.action,
                    resource: resource,
                    context: random.context
                )
                guard let all = try? entities.adding(others) else {
                    #expect(throws: EntitiesError.self) {
                        try CompiledRequest(request, adding: others, over: compiled)
                    }
                    continue
                }
                let found = try CompiledRequest(request, adding: others, over: compiled).authorize()
                #expect(found == Authorizer().authorize(request, policies: policies, entities: all))
            }
        }
    }

    @Test("a policy that lists an action's ancestors twice counts once, one that lists none never")
    func actions() throws {
        let policies = try PolicySet.parse(
            """
            @id("many") permit (principal, action in [Action::"a", Action::"b", Action::"top", Action::"a"], resource);
            @id("none") permit (principal, action in [], resource);
            @id("exact") forbid (principal, action == Action::"top", resource);
            """,
            file: "actions"
        )
        func action(_ id: ExactString) -> EntityUID { EntityUID(type: "Action", id: id) }
        let entities = try Entities([
            Entity(action("view"), parents: [action("a"), action("b")]),
            Entity(action("a"), parents: [action("top")]),
            Entity(action("b"), parents: [action("top")]),
        ])
        let compiled = CompiledEntities(entities, CompiledPolicies(policies))
        for (id, determining) in [("view", ["many"]), ("top", ["exact"]), ("else", [])]
            as [(ExactString, [PolicyID])]
        {
            let user = EntityUID(type: "User", id: "u")
            let request = CedarRequest(principal: user, action: action(id), resource: user)
            #expect(CompiledRequest(request, over: compiled).authorize().determining == determining)
        }
    }

    @Test(
        "sets and records are equal by content, wherever they were made",
        arguments: [
            ("[1, context.one] == [context.one, 1, 1]", true), ("[context.one] == context.ones", true),
            ("context.ones == [2, context.one]", false), ("[[context.one]].contains([1])", true),
            ("context.nested == [[1], [context.one]]", true), ("context.nested.contains([1])", true),
            ("{a: context.one, b: [context.one]} == {b: [1], a: 1}", true),
            ("{a: context.one, b: [context.one]}.b == context.ones", true),
            ("[ip(context.address)] == [ip(\"10.0.0.1\")]", true),
            ("[ip(\"10.0.0.1\"), ip(\"::1\")].contains(ip(context.address))", true),
            ("context.pair == {x: [ip(context.address)], y: context.ones}", true),
            ("[context.one, principal].containsAll([principal])", true),
            ("[{a: context.one}, {a: 2}].containsAll([{a: 2}])", true),
        ]
    )
    func compounds(_ condition: String, _ holds: Bool) throws {
        let policies = try PolicySet.parse(
            "permit (principal, action, resource) when { \(condition) };",
            file: "compounds"
        )
        let address = try #require(IPAddressValue("10.0.0.1"))
        let request = CedarRequest(
            principal: EntityUID(type: "User", id: "u"),
            action: EntityUID(type: "Action", id: "a"),
            resource: EntityUID(type: "User", id: "u"),
            context: [
                "one": .long(1), "ones": .set(of: [.long(1)]), "nested": .set(of: [.set(of: [.long(1)])]),
                "address": .string("10.0.0.1"),
                "pair": .record(["x": .set(of: [.ip(address)]), "y": .set(of: [.long(1)])]),
            ]
        )
        let compiled = CompiledEntities(.empty, CompiledPolicies(policies))
        let result = CompiledRequest(request, over: compiled).authorize()
        #expect(result.errors.isEmpty)
        #expect((result.decision == .allow) == holds)
        #expect(result == Authorizer().authorize(request, policies: policies, entities: .empty))
    }

    @Test("comparing nested sets takes no longer than reading them", .timeLimit(.minutes(1)))
    func nested() throws {
        func tower(_ height: Int, _ top: Int64) -> CedarValue {
            (0..<height).reduce(.long(top)) { below, _ in .set(of: [below, .record(["r": below])]) }
        }
        let literal = (0..<60).reduce("context.n") { below, _ in "[1, \(below)]" }
        let policies = try PolicySet.parse(
            """
            permit (principal, action, resource) when { context.one == context.other };
            forbid (principal, action, resource) when { \(literal) == \(literal) && context.n == 1 };
            """,
            file: "nested"
        )
        let request = CedarRequest(
            principal: EntityUID(type: "User", id: "u"),
            action: EntityUID(type: "Action", id: "a"),
            resource: EntityUID(type: "User", id: "u"),
            context: ["one": tower(14, 1), "other": tower(14, 1), "n": .long(2)]
        )
        let compiled = CompiledEntities(.empty, CompiledPolicies(policies))
        #expect(CompiledRequest(request, over: compiled).authorize().decision == .allow)
    }
}
