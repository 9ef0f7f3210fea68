import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("schemas in JSON")
struct SchemaJSONTests {
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
        #expect(SchemaTranslation.areAlike(try Schema.parse(read.text, file: "printed"), read))
        #expect(SchemaTranslation.areAlike(try Schema(json: parsed.json.serialized(), file: "written"), read))
    }

    @Test("common types, annotations, direct parents and empty namespaces are written as they were declared")
    func declarations() throws {
        let text = """
            @doc("whoever \\"asks\\"")
            entity User in Group = {
                @why
                name: Name,
                "agency account"?: Set<Bool>,
            } tags N::Pair;

            entity Group in Top;

            entity Top;

            namespace Empty {
            }

            @version("1")
            namespace N {
                @pair("of \\u{7} two")
                type Pair = {
                    left: Long,
                    right?: {
                        deep: ipaddr,
                    },
                };

                entity Kind enum ["b", "a"];

                action all;

                @main
                action "view it" in [all, N::Action::"other"] appliesTo {
                    principal: User,
                    resource: [Group, Kind],
                    context: Pair,
                };

                action other;
            }

            """
        let schema = try Schema.parse("type Name = __cedar::String;\n" + text, file: "s")
        #expect(schema.text == "type Name = __cedar::String;\n\n" + text)
        let json = try Schema(json: schema.json.serialized(), file: "json")
        #expect(json.text == schema.text)
        #expect(json.json == schema.json)
        #expect(SchemaTranslation.areAlike(json, schema))
        let namespace = schema.json["N"]
        #expect(namespace?["annotations"] == ["version": "1"])
        #expect(namespace?["commonTypes"]?["Pair"]?["annotations"] == ["pair": "of \u{7} two"])
        #expect(namespace?["actions"]?["view it"]?["annotations"] == ["main": ""])
        #expect(schema.json[""]?["entityTypes"]?["User"]?["memberOfTypes"] == ["Group"])
    }

    @Test("every problem of what a schema says is reported with its place in the JSON")
    func places() {
        let json = """
            {"N": {"commonTypes": {"T": {"type": "Set", "element": {"type": "Strng"}}},
              "entityTypes": {"A": {"memberOfTypes": ["B"], "shape": {"type": "Record", "attributes": {
                "x": {"type": "EntityOrCommon", "name": "Lon"}}}}},
              "actions": {"view": {"memberOf": [{"id": "al"}], "appliesTo": {"principalTypes": ["Aa"], "resourceTypes": ["A"]}}, "all": {}}}}
            """
        let error = #expect(throws: CedarError.self) { try Schema(json: [UInt8](json.utf8), file: "s.json") }
        let expected = [
            "/N/commonTypes/T/element/type: unknown type `Strng`, did you mean `String`?",
            "/N/entityTypes/A/memberOfTypes/0: unknown entity type `B`",
            "/N/entityTypes/A/shape/attributes/x/name: unknown type `Lon`, did you mean `Long`?",
            "/N/actions/view/memberOf/0: unknown action `al`",
            "/N/actions/view/appliesTo/principalTypes/0: unknown entity type `Aa`",
        ]
        #expect(Set(error?.diagnostics.map(\.message) ?? []) == Set(expected), "\(error?.description ?? "")")
    }

    @Test(
        "annotations in JSON are names with texts or null",
        arguments: [
            (#"{"a b": "x"}"#, "`a b` is no name of an annotation"),
            (#"{"a": 1}"#, "expected a text or null"),
            (#"{"1": "x"}"#, "`1` is no name of an annotation"), (#""x""#, "expected an object"),
        ]
    )
    func annotations(_ json: String, _ part: String) throws {
        let text = Self.entity(#"{"annotations": \#(json)}"#)
        let error = #expect(throws: CedarError.self) { try Schema(json: [UInt8](text.utf8), file: "s") }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
        #expect(throws: Never.self) {
            try Schema(json: [UInt8](Self.entity(#"{"annotations": {"if": null}}"#).utf8), file: "s")
        }
    }

    @Test("an entity type named like a type of the language stays one through both syntaxes")
    func builtinNames() throws {
        let schema = try Schema.parse(
            "namespace N { entity Long { a: Long, b: __cedar::Long }; entity Set { s: Set<Set> } tags Bool; }",
            file: "names"
        )
        #expect(SchemaTranslation.areAlike(try Schema.parse(schema.text, file: "printed"), schema))
        #expect(
            SchemaTranslation.areAlike(try Schema(json: schema.json.serialized(), file: "written"), schema)
        )
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

    private static func entity(_ json: String) -> String {
        #"{"": {"entityTypes": {"E": \#(json)}, "actions": {}}}"#
    }

    private static func action(_ json: String) -> String {
        #"{"": {"entityTypes": {}, "actions": {"a": \#(json)}}}"#
    }
}
