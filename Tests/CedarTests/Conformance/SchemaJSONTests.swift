import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("schemas in JSON")
struct SchemaJSONTests {
    @Test(
        "every schema of the corpus says the same in JSON as in its own syntax",
        .enabled(if: SharedData.isPresent("cedar/go-nightly"), "shared data absent"),
        .enabled(if: FullRuns.areAsked, "a debug build without \(FullRuns.variable)")
    )
    func corpus() throws {
        let texts = try TarArchive.shared("cedar/go-nightly/corpus-tests.tar.gz")
        let archive = try TarArchive.shared("cedar/go-nightly/corpus-tests-json-schemas.tar.gz")
        var wrong: [String] = []
        var count = 0
        for path in archive.paths(suffix: ".cedarschema.json") {
            count += 1
            let name = path.split(separator: "/").last?.dropLast(".json".count) ?? ""
            let text = try Schema.parse(try texts.text("corpus-tests/\(name)"), file: "text")
            do {
                let json = try Schema(json: try archive.bytes(path), file: "json")
                let forms = [
                    json, try Schema(json: text.json.serialized(), file: "written"),
                    try Schema.parse(text.text, file: "printed"),
                ]
                for form in forms where !Self.areAlike(form, text) { wrong.append("\(name)") }
            } catch {
                wrong.append("\(name): \(error)")
            }
        }
        #expect(count == 7750)
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5))")
    }

    @Test(
        "types, groups, tags and enumerations are read, an entity type beside a common type of its name too"
    )
    func forms() throws {
        let json = """
            {"NS": {"commonTypes": {"Name": {"type": "String"}, "Person": {"type": "Record", "attributes":
                {"name": {"type": "Name"}, "level": {"type": "Long", "required": false}}}},
              "entityTypes": {"User": {"memberOfTypes": ["Group"], "shape": {"type": "Person"}, "tags": {"type": "Set", "element": {"type": "Boolean"}}},
                "Group": {}, "Kind": {"enum": ["a", "b"]}, "Name": {}},
              "actions": {"all": {}, "view": {"memberOf": [{"id": "all"}], "appliesTo": {"principalTypes": ["User"], "resourceTypes": ["NS::Group"],
                "context": {"type": "Record", "attributes": {"ip": {"type": "Extension", "name": "ipaddr"}, "who": {"type": "Entity", "name": "Name"},
                  "text": {"type": "EntityOrCommon", "name": "Name"}}}}}}}}
            """
        let text = """
            namespace NS { type Text = String; entity User in [Group] { name: Text, level?: Long } tags Set<Bool>; entity Group; entity Kind enum ["a", "b"];
              entity Name; action all; action view in [all] appliesTo { principal: User, resource: Group, context: { ip: ipaddr, who: Name, text: Text } }; }
            """
        let read = try Schema(json: [UInt8](json.utf8), file: "json")
        let parsed = try Schema.parse(text, file: "text")
        #expect(read.entityTypes == parsed.entityTypes)
        #expect(read.actions == parsed.actions)
        #expect(read.environments == parsed.environments)
        #expect(Self.areAlike(try Schema.parse(read.text, file: "printed"), read))
        #expect(Self.areAlike(try Schema(json: parsed.json.serialized(), file: "written"), read))
    }

    @Test("an entity type named like a type of the language stays one through both syntaxes")
    func builtinNames() throws {
        let schema = try Schema.parse(
            "namespace N { entity Long { a: Long, b: __cedar::Long }; entity Set { s: Set<Set> } tags Bool; }",
            file: "names"
        )
        #expect(Self.areAlike(try Schema.parse(schema.text, file: "printed"), schema))
        #expect(Self.areAlike(try Schema(json: schema.json.serialized(), file: "written"), schema))
    }

    @Test(
        "what is no schema is refused with its place",
        arguments: [
            ("[]", "expected an object"), (#"{"a b": {}}"#, "is no namespace"),
            (#"{"": {"entityTypes": {}}}"#, "`entityTypes` and `actions`"),
            (#"{"": {"entityTypes": {}, "actions": {}, "entities": {}}}"#, "unknown member `entities`"),
            (Self.entity(#"{"shape": {"type": "Strin"}}"#), "unknown type `Strin`"),
            (Self.entity(#"{"shape": {"type": "String"}}"#), "must be a record"),
            (Self.entity(#"{"shape": {"type": "Record"}}"#), "expected an object of attributes"),
            (
                Self.entity(
                    #"{"shape": {"type": "Record", "attributes": {}, "additionalAttributes": true}}"#
                ), "not supported"
            ),
            (Self.entity(#"{"tags": {"type": "Set"}}"#), "expected `element`"),
            (Self.entity(#"{"tags": {"type": "Extension", "name": "money"}}"#), "an extension type"),
            (Self.entity(#"{"tags": {"type": "Entity", "name": "Nobody"}}"#), "unknown entity type `Nobody`"),
            (Self.entity(#"{"enum": []}"#), "one or more texts"),
            (Self.entity(#"{"enum": ["a"], "tags": {"type": "Long"}}"#), "unknown member `tags`"),
            (Self.entity(#"{"memberOfTypes": ["A::"]}"#), "is no name of a type"),
            (Self.action(#"{"appliesTo": {"principalTypes": []}}"#), "`resourceTypes`"),
            (Self.action(#"{"memberOf": [{"id": "none"}]}"#), "unknown action `none`"),
            (Self.action(#"{"attributes": {"a": 1}}"#), "no attributes"),
        ]
    )
    func refusals(_ json: String, _ part: String) {
        do {
            _ = try Schema(json: [UInt8](json.utf8), file: "schema.json")
            Issue.record("taken: \(json)")
        } catch {
            #expect(error.description.contains(part), "\(error)")
        }
    }

    private static func areAlike(_ one: Schema, _ other: Schema) -> Bool {
        one.entityTypes == other.entityTypes && one.actions == other.actions
            && one.environments == other.environments
    }

    private static func entity(_ json: String) -> String {
        #"{"": {"entityTypes": {"E": \#(json)}, "actions": {}}}"#
    }

    private static func action(_ json: String) -> String {
        #"{"": {"entityTypes": {}, "actions": {"a": \#(json)}}}"#
    }
}
