import Cedar
import StrictJSON
import Support
import Testing

@Suite("requests held against the schema in the fast form")
struct RequestShapesTests {
    @Test("a request fits in the fast form exactly when the schema's own check takes it")
    func agrees() throws {
        let schema = try Schema.parse(Self.schema, file: "shapes.cedarschema")
        let policies = try PolicySet.parse("permit (principal, action, resource);", file: "all")
        let compiled = CompiledEntities(.empty, CompiledPolicies(policies), schema: schema)
        var decider = Decider(compiled)
        var random = SeededGenerator(seed: 3)
        var (fitting, unfit) = (0, 0)
        for _ in 0..<4_000 {
            let request = Self.request(&random)
            let fits = (try? schema.check(request)) != nil
            if fits { fitting += 1 } else { unfit += 1 }
            #expect(CompiledRequest(request, over: compiled).fitsSchema == fits, "\(request)")
            decider.decide(request)
            #expect(decider.fitsSchema == fits, "\(request)")
            #expect(decider.result.decision == .allow)
        }
        #expect(fitting > 200 && unfit > 200)
    }

    @Test("what a shape let through reads back as what came in")
    func values() throws {
        let schema = try Schema.parse(Self.schema, file: "shapes.cedarschema")
        var random = SeededGenerator(seed: 4)
        var compared = 0
        for _ in 0..<300 {
            let request = Self.request(&random)
            let text = "permit (principal, action, resource) when { context == \(request.context) };"
            let policies = try PolicySet.parse(text, file: "equal")
            let compiled = CompiledEntities(.empty, CompiledPolicies(policies), schema: schema)
            let result = CompiledRequest(request, over: compiled).authorize()
            #expect(result == Authorizer().authorize(request, policies: policies, entities: .empty))
            if result.decision == .allow { compared += 1 }
        }
        #expect(compared == 300)
    }

    @Test("without a schema nothing is said about fitting")
    func absent() throws {
        var random = SeededGenerator(seed: 5)
        let compiled = CompiledEntities(.empty, CompiledPolicies(.empty))
        #expect(CompiledRequest(Self.request(&random), over: compiled).fitsSchema == nil)
    }

    private static let schema = """
        entity Group in [Group];
        entity User in [Group];
        entity Doc;
        entity Colour enum ["red", "blue"];
        type Inner = { "x": Long, "y"?: String };
        action "view" appliesTo { principal: [User, Group], resource: [Doc], context: {
            "a": Long, "b"?: String, "c"?: Set<Long>, "d"?: Inner, "e"?: User, "f"?: decimal, "g"?: ipaddr,
            "h"?: datetime, "i"?: duration, "j": Bool, "k"?: Set<User>, "l"?: Set<Inner>,
        } };
        action "paint" appliesTo { principal: [User], resource: [Colour], context: { "tint"?: Colour } };
        action "top";
        """

    private static func request(_ random: inout SeededGenerator) -> CedarRequest {
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
        func uid(_ types: [ExactString], _ ids: [ExactString]) -> EntityUID {
            EntityUID(
                type: types.randomElement(using: &random) ?? "User",
                id: ids.randomElement(using: &random) ?? "1"
            )
        }
        let isView = !chance(4)
        var context = CedarRecord()
        if isView {
            for (name, value) in Self.fields where name == "a" || name == "j" || chance(5) {
                context[name] = value
            }
        } else if chance(2) {
            context["tint"] = .entity(uid(["Colour"], ["red", "blue", "green"]))
        }
        if chance(4) {
            // Another value, a missing one, an unknown name.
            let name = Self.fields.randomElement(using: &random)?.0 ?? "a"
            switch Int.random(in: 0..<3, using: &random) {
            case 0: context[name] = Self.fields.randomElement(using: &random)?.1
            case 1: context[name] = nil
            default: context["m"] = .long(1)
            }
        }
        return CedarRequest(
            principal: chance(6)
                ? uid(["Doc", "Action", "No"], ["view"]) : uid(["User", "Group"], ["1", "n"]),
            action: chance(10)
                ? uid(["Action"], ["top", "no"]) : uid(["Action"], [isView ? "view" : "paint"]),
            resource: isView && !chance(8)
                ? uid(["Doc"], ["1", "new"]) : uid(["Colour", "Doc"], ["red", "green"]),
            context: context
        )
    }

    private static let fields: [(ExactString, CedarValue)] = [
        ("a", .long(1)), ("b", .string("text")), ("c", .set(of: [.long(2), .long(1)])),
        ("c", .set(of: [.long(2), .bool(true)])), ("d", .record(["x": .long(1)])),
        ("d", .record(["x": .long(1), "y": .string("")])), ("d", .record(["y": .string("")])),
        ("e", .entity(EntityUID(type: "User", id: "e"))), ("e", .entity(EntityUID(type: "Doc", id: "e"))),
        ("f", .decimal(DecimalValue(tenThousandths: -5_000))),
        ("h", .datetime(DatetimeValue(milliseconds: -1))),
        ("i", .duration(DurationValue(milliseconds: 7))), ("j", .bool(true)), ("k", .set(of: [])),
        ("k", .set(of: [.entity(EntityUID(type: "User", id: "k"))])),
        ("l", .set(of: [.record(["x": .long(1)]), .record(["x": .long(2), "y": .string("z")])])),
        ("l", .set(of: [.record(["x": .string("no")])])),
    ]
}
