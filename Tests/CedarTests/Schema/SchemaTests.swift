import Cedar
import StrictJSON
import Testing

@Suite("schemas")
struct SchemaTests {
    @Test("names, hierarchies and shapes are resolved")
    func resolution() throws {
        let schema = try Schema.parse(
            """
            type Name = String;
            entity Class, Jurisdiction in [Jurisdiction];
            @doc("whoever asks") namespace Broker {
                type Contact = { name: Name, mail?: String };
                entity Kind enum ["mugshots", "missing"];
                entity Organisation in [Class, Jurisdiction] = {
                    "agency account": Bool, contact: Contact, kinds: Set<Kind>, until?: datetime, score: __cedar::decimal,
                } tags Set<Long>;
                action "Match", Enrol in [All] appliesTo {
                    principal: [Organisation], resource: Kind, context: { @why("x") now: datetime, deep?: { ip: ipaddr } },
                };
                action All;
            }
            """,
            file: "a.cedarschema"
        )
        let organisation = try #require(schema.entityTypes["Broker::Organisation"])
        #expect(organisation.ancestors == ["Class", "Jurisdiction"])
        #expect(
            organisation.shape.description
                == "{\"agency account\": Bool, \"contact\": {\"mail\"?: String, \"name\": String}, \"kinds\": Set<Broker::Kind>, \"score\": decimal, \"until\"?: datetime}"
        )
        #expect(organisation.tags == .set(.long))
        #expect(schema.entityTypes["Jurisdiction"]?.ancestors == ["Jurisdiction"])
        let match = try #require(schema.actions[EntityUID(type: "Broker::Action", id: "Match")])
        #expect(match.ancestors == [EntityUID(type: "Broker::Action", id: "All")])
        #expect(match.context.description == "{\"deep\"?: {\"ip\": ipaddr}, \"now\": datetime}")
        #expect(schema.environments.count == 2)
        #expect(schema.admits(EntityUID(type: "Broker::Kind", id: "missing")))
        #expect(!schema.admits(EntityUID(type: "Broker::Kind", id: "lost")))
        #expect(!schema.admits(EntityUID(type: "Broker::Action", id: "Delete")))
    }

    @Test(
        "a name means the nearest declaration, a common type before an entity type",
        arguments: [
            ("namespace N { type T = Long; entity T; entity E { a: T }; }", "Long"),
            ("entity T; namespace N { entity E { a: T }; }", "T"),
            ("namespace M { entity T; } namespace N { entity E { a: M::T }; }", "M::T"),
            ("namespace N { entity decimal; entity E { a: decimal }; }", "N::decimal"),
            ("namespace N { entity decimal; entity E { a: __cedar::decimal }; }", "decimal"),
        ]
    )
    func lookup(_ text: String, _ type: String) throws {
        let schema = try Schema.parse(text, file: "a")
        #expect(schema.entityTypes["N::E"]?.shape["a"]?.type.description == type)
    }

    @Test(
        "a schema that contradicts itself is refused with place and finding",
        arguments: [
            ("entity A; entity A;", "1:18: entity type `A` is declared twice"),
            ("entity A { x: Strng };", "1:15: unknown type `Strng`, did you mean `String`?"),
            ("entity A in [B];", "1:14: unknown entity type `B`"),
            ("type T = { a: T };", "1:15: type `T` contains itself"),
            ("type Set = Long;", "1:6: `Set` is a word of the schema language"),
            ("entity Action;", "1:8: `Action` names the actions' own type"),
            ("entity A; namespace N { entity A; }", "1:32: `A` is also declared outside of namespace `N`"),
            ("entity A { x: Long, x: Bool };", "1:21: attribute `x` is declared twice"),
            ("namespace N { } namespace N { }", "1:17: namespace `N` is declared twice"),
            ("action a in [a];", "1:8: action `a` is in itself"),
            ("action a in [b]; action b in [a];", "1:8: action `a` is in itself"),
            ("action a in [b];", "1:14: unknown action `b`"),
            ("action a; action a;", "1:18: action `a` is declared twice"),
            ("entity A; action a appliesTo { principal: A };", "1:30: `appliesTo` without `resource`"),
            (
                "entity A; action a appliesTo { principal: [], resource: A };",
                "1:32: `principal` needs at least one type"
            ),
            (
                "entity A; action a appliesTo { principal: A, principal: A, resource: A };",
                "1:46: `principal` is declared twice"
            ),
            (
                "type T = Long; entity A; action a appliesTo { principal: A, resource: A, context: T };",
                "1:33: the context of action `a` must be a record, found `Long`"
            ),
            ("entity if;", "1:8: `if` is a reserved word, expected the name of an entity type"),
            ("entity A = ;", "1:12: unexpected `;`, expected `{`"),
            ("entity A", "1:9: unexpected the end of the text, expected `;`"),
            ("entiy A;", "1:1: unexpected `entiy`, expected `entity`, `action`, `type` or `namespace`"),
            (
                "action a attributes { x: Long };",
                "1:23: unexpected `x`, expected `}`: actions have no attributes"
            ),
        ]
    )
    func refused(_ text: String, _ message: String) {
        let error = #expect(throws: CedarError.self) { try Schema.parse(text, file: "a") }
        #expect(error?.diagnostics.first?.description == "a:" + message)
    }

    @Test("every problem of a schema is reported")
    func allProblems() {
        let text = "entity A { x: Foo };\nentity B in [C];\naction a in [b];\n"
        let error = #expect(throws: CedarError.self) { try Schema.parse(text, file: "a") }
        #expect(error?.diagnostics.map(\.line) == [1, 2, 3])
    }

    @Test("types that would be huge or endless when written out are refused")
    func bombs() {
        let doubling =
            (0..<60).map { "type T\($0) = { a: T\($0 + 1), b: T\($0 + 1) };" }.joined() + "type T60 = Long;"
        #expect(throws: CedarError.self) { try Schema.parse(doubling, file: "a") }
        let chain =
            (0..<3000).map { "type T\(9999 - $0) = { a: T\(9998 - $0) };" }.joined() + "type T6999 = Long;"
        #expect(throws: CedarError.self) { try Schema.parse(chain, file: "a") }
        let nested = "entity A { x: " + String(repeating: "Set<", count: 100_000) + "Long"
        #expect(throws: CedarError.self) { try Schema.parse(nested, file: "a") }
    }
}
