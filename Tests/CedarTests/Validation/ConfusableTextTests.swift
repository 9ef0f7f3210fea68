import Cedar
import Testing

@Suite("warnings of text that can be taken for something else")
struct ConfusableTextTests {
    private static let schema = """
        entity User { "naïve": String, name: String };
        entity Photo;
        action view, "viеw" appliesTo { principal: User, resource: Photo };
        """

    /// The warnings of a policy; whatever they are, it validates.
    private static func warnings(
        _ condition: String,
        scope: String = "principal, action, resource"
    ) throws -> [String] {
        let schema = try Schema.parse(schema, file: "s")
        let policies = try PolicySet.parse("permit (\(scope)) when { \(condition) };", file: "p")
        let found = schema.validate(policies)
        #expect(found.allSatisfy { $0.severity == .warning && $0.code == .confusableText })
        return found.map(\.description)
    }

    @Test(
        "text of one script is not warned of",
        arguments: [
            "test", "test\\t\\t", "Grüße, Ωmega?".filter { $0 != "Ω" }, "привет, мир 42", "東京タワー、ひらがな",
            "한국 漢字", "中文ㄅ", "עברית 1", "e\u{301}", "https://www.example.com/test?foo=bar#buz",
        ]
    )
    func plain(_ text: String) throws {
        #expect(try Self.warnings("principal.name == \"\(text)\"").isEmpty)
        #expect(try Self.warnings("principal.name like \"*\(text)*\"").isEmpty)
    }

    @Test(
        "text that mixes scripts or turns the direction of writing is warned of, at its place",
        arguments: [
            (
                "principal.name == \"say_һello\"",
                "p:1:63: text \"say_һello\" mixes scripts: U+04BB is of another than the letters before it"
            ),
            (
                "principal.name like \"pаypal*\"",
                "p:1:45: text \"pаypal*\" mixes scripts: U+0430 is of another than the letters before it"
            ),
            (
                "principal.name == \"user\u{202e} ⁦// admin\u{2069}\"",
                "p:1:63: text \"user\\u{202e} \\u{2066}// admin\\u{2069}\" has U+202E, which turns the direction of writing"
            ),
            (
                "principal == User::\"is\u{200b}Admin\"",
                "p:1:58: name \"is\\u{200b}Admin\" has U+200B, which is not meant for names"
            ),
            (
                "principal == User::\"new\\nline\"",
                "p:1:58: name \"new\\nline\" has U+000A, which is not meant for names"
            ),
            (
                "principal == User::\"аlice\"",
                "p:1:58: name \"аlice\" mixes scripts: U+006C is of another than the letters before it"
            ),
            (
                "{\"ѕs\": 1} has \"s\" || principal.name == \"\"",
                "p:1:45: name \"ѕs\" mixes scripts: U+0073 is of another than the letters before it"
            ),
        ]
    )
    func warned(_ condition: String, _ warning: String) throws {
        #expect(try Self.warnings(condition) == [warning])
    }

    @Test("the scope is looked at too, and its warning points at the part")
    func scope() throws {
        #expect(
            try Self.warnings("true", scope: "principal, action == Action::\"viеw\", resource") == [
                "p:1:20: name \"viеw\" mixes scripts: U+0435 is of another than the letters before it"
            ]
        )
        #expect(
            try Self.warnings("true", scope: "principal == User::\"a\u{202d}b\", action, resource") == [
                "p:1:9: name \"a\\u{202d}b\" has U+202D, which turns the direction of writing"
            ]
        )
    }

    @Test("a name beyond ASCII that is meant for names is not warned of")
    func names() throws {
        #expect(try Self.warnings("principal has \"naïve\" || principal == User::\"Žofie\"").isEmpty)
        #expect(try Self.warnings("principal == User::\"get /pets/{petId}\"").isEmpty)
    }
}
