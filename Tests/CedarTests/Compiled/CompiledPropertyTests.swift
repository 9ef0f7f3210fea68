import Cedar
import StrictJSON
import Support
import Testing

@Suite("the fast form on random policies")
struct CompiledPropertyTests {
    @Test(
        "random policies decide as the reference decides, with the same reasons and errors",
        arguments: [
            (1, 1, 6, 6), (2, 8, 6, 3), (3, 40, 12, 12), (4, 200, 40, 40), (5, 600, 150, 75), (6, 20, 3, 3),
        ] as [(UInt64, Int, Int, Int)]
    )
    func agrees(_ seed: UInt64, _ count: Int, _ population: Int, _ depth: Int) throws {
        var form = CompiledForm()
        for round in 0..<(count < 50 ? 60 : 4) {
            var world = RandomPolicies(seed: seed * 1000 + UInt64(round), population: population)
            let text = world.policies(count)
            let policies = try PolicySet.parse(text.joined(separator: "\n"), file: "random")
            let requests = (0..<40).map { _ in world.request() }
            form.compare(requests, policies, try world.entities(depth: depth), place: "\(seed).\(round)")
        }
        #expect(form.errors > 0)
        #expect(form.differences.isEmpty, "\(form.differences.prefix(3))")
    }

    @Test("expressions of every form have the reference's value, or none where it has none")
    func expressions() throws {
        var world = RandomPolicies(seed: 7, population: 6)
        let entities = try world.entities(depth: 6)
        var form = CompiledForm()
        for round in 0..<150 {
            let text = (0..<40).map { number in
                "@id(\"p\(number)\") permit (principal, action, resource) when { \(world.condition(5)) };"
            }
            let policies = try PolicySet.parse(text.joined(separator: "\n"), file: "random")
            form.compare((0..<10).map { _ in world.request() }, policies, entities, place: "\(round)")
        }
        #expect(form.allowed > 100)
        #expect(form.errors > 1000)
        #expect(form.differences.isEmpty, "\(form.differences.prefix(3))")
    }

    @Test("the order of policies changes no decision, and neither who determined it nor who failed")
    func order() throws {
        for seed in 20..<40 as Range<UInt64> {
            var world = RandomPolicies(seed: seed, population: 12)
            let text = world.policies(30)
            let entities = try world.entities(depth: 12)
            var shuffle = SeededGenerator(seed: seed)
            let one = CompiledEntities(entities, try Self.compiled(text))
            let other = CompiledEntities(entities, try Self.compiled(text.shuffled(using: &shuffle)))
            for _ in 0..<40 {
                let request = world.request()
                let first = CompiledRequest(request, over: one).authorize()
                let second = CompiledRequest(request, over: other).authorize()
                #expect(first.decision == second.decision)
                #expect(Set(first.determining) == Set(second.determining))
                #expect(Set(first.errors.map(\.policy)) == Set(second.errors.map(\.policy)))
            }
        }
    }

    @Test("a forbid that is added never makes an allow of a deny")
    func addedForbid() throws {
        try adding("forbid", seeds: 40..<70) { before, after in
            #expect(before == .allow || after == .deny)
        }
    }

    @Test("a permit that is added never makes a deny of an allow")
    func addedPermit() throws {
        try adding("permit", seeds: 70..<90) { before, after in
            #expect(before == .deny || after == .allow)
        }
    }

    /// Decides by random policies, and again with one more of an effect, which must turn some decision.
    private func adding(
        _ effect: String,
        seeds: Range<UInt64>,
        _ compare: (_ before: AuthorizationResult.Decision, _ after: AuthorizationResult.Decision) -> Void
    ) throws {
        var turned = 0
        for seed in seeds {
            var world = RandomPolicies(seed: seed, population: 6)
            let entities = try world.entities(depth: 6)
            let policies = world.policies(20)
            let added = world.policies(1, conditions: 1).map {
                $0.replacing("@id(\"p0\") permit", with: "@id(\"new\") \(effect)")
                    .replacing("@id(\"p0\") forbid", with: "@id(\"new\") \(effect)")
            }
            let before = CompiledEntities(entities, try Self.compiled(policies))
            let after = CompiledEntities(entities, try Self.compiled(policies + added))
            for _ in 0..<100 {
                let request = world.request()
                let first = CompiledRequest(request, over: before).authorize().decision
                let second = CompiledRequest(request, over: after).authorize().decision
                compare(first, second)
                if first != second { turned += 1 }
            }
        }
        #expect(turned > 0)
    }

    @Test("links of templates decide as the reference decides, also at the bottom of deep hierarchies")
    func templates() throws {
        var form = CompiledForm()
        for seed in 90..<110 as Range<UInt64> {
            var world = RandomPolicies(seed: seed, population: 60)
            let entities = try world.entities(depth: 60)
            var text = world.policies(20)
            text += [
                "@id(\"t0\") permit (principal in ?principal, action, resource);",
                "@id(\"t1\") forbid (principal, action, resource is Doc in ?resource) when { \(world.condition(2)) };",
                "@id(\"t2\") permit (principal == ?principal, action, resource in ?resource) unless { \(world.condition(2)) };",
            ]
            var policies = try PolicySet.parse(
                text.joined(separator: "\n"),
                file: "random",
                templates: .kept
            )
            for number in 0..<30 {
                let (one, other) = (world.request(), world.request())
                let slots: [Slot: EntityUID] = [.principal: one.principal, .resource: other.resource]
                for template in policies.templates {
                    try policies.link(
                        template.id,
                        as: PolicyID(ExactString("\(template.id)-\(number)")),
                        filling: slots.filter { template.slots.contains($0.key) }
                    )
                }
            }
            #expect(policies.policies.count == 110)
            form.compare((0..<40).map { _ in world.request() }, policies, entities, place: "\(seed)")
        }
        #expect(form.allowed > 50)
        #expect(form.differences.isEmpty, "\(form.differences.prefix(3))")
    }

    private static func compiled(_ text: [String]) throws -> CompiledPolicies {
        CompiledPolicies(try PolicySet.parse(text.joined(separator: "\n"), file: "random"))
    }
}
