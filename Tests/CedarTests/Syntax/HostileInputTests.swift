import Cedar
import StrictJSON
import Testing

/// Inputs made to exhaust a reader, each with the message that ends it.
///
/// None is timed: every one ends at a limit that is met before the work grows, so a reader without the limit would
/// crash or not come back.
@Suite("hostile inputs")
struct HostileInputTests {
    @Test(
        "no policy text crashes or hangs the parser, and each is refused with its own message",
        arguments: policies
    )
    func policyText(_ input: Input) {
        let error = #expect(throws: CedarError.self) {
            try PolicySet.parse(input.text(), file: "p", templates: .kept)
        }
        #expect(
            error?.diagnostics.first?.message.contains(input.expected) == true,
            "\(error?.diagnostics.first?.message ?? "")"
        )
        #expect(error.map { $0.diagnostics.allSatisfy { $0.message.utf8.count < 5000 } } == true)
        let formatting = #expect(throws: CedarError.self) {
            try PolicyFormatter().format(input.text(), file: "p")
        }
        #expect(formatting?.diagnostics.first?.message == error?.diagnostics.first?.message)
    }

    @Test(
        "no condition crashes or hangs the parser, and each is refused with its own message",
        arguments: conditions
    )
    func condition(_ input: Input) {
        let error = #expect(throws: CedarError.self) { try Expression.parse(input.text(), file: "e") }
        #expect(
            error?.diagnostics.first?.message.contains(input.expected) == true,
            "\(error?.diagnostics.first?.message ?? "")"
        )
        let text = "permit (principal, action, resource) when { \(input.text()) };"
        #expect(throws: CedarError.self) { try PolicySet.parse(text, file: "p") }
    }

    @Test("no schema text crashes or hangs the parser", arguments: schemas)
    func schemaText(_ input: Input) {
        let error = #expect(throws: CedarError.self) { try Schema.parse(input.text(), file: "s") }
        #expect(
            error?.diagnostics.first?.message.contains(input.expected) == true,
            "\(error?.diagnostics.first?.message ?? "")"
        )
    }

    @Test("no JSON crashes or hangs a reader", arguments: documents)
    func json(_ input: Input) {
        let bytes = [UInt8](input.text().utf8)
        #expect(throws: PolicyJSONError.self) { try PolicySet(json: bytes, file: "p") }
        #expect(throws: EntitiesError.self) { try Entities(json: bytes) }
        #expect(throws: EntitiesError.self) { try CedarRecord(contextJSON: bytes) }
        #expect(throws: (any Error).self) { try Schema(json: bytes, file: "s") }
    }

    @Test("a policy in JSON deeper than its text may be is refused", arguments: ["!", "neg", "isEmpty"])
    func deepJSONPolicy(_ form: String) {
        let body = Self.times("{\"\(form)\":{\"arg\":", 50) + "{\"Value\":1}" + Self.times("}}", 50)
        #expect(throws: Never.self) { try PolicySet(json: Self.policy(body), file: "p") }
        let deep = Self.times("{\"\(form)\":{\"arg\":", 10_000) + "{\"Value\":1}" + Self.times("}}", 10_000)
        let error = #expect(throws: PolicyJSONError.self) {
            try PolicySet(json: Self.policy(deep), file: "p")
        }
        #expect(error?.description.contains("nested deeper than 128") == true)
    }

    @Test(
        "a long legal row works everywhere: parsed, printed, formatted, in JSON, validated, evaluated and compiled",
        arguments: ["&&", "||"]
    )
    func longRow(_ symbol: String) throws {
        let row = Array(repeating: "principal.age == 1", count: 10_000).joined(separator: " \(symbol) ")
        let text = "permit (principal is User, action == Action::\"view\", resource) when { \(row) };"
        let policies = try PolicySet.parse(text, file: "p", naming: .position)
        let printed = policies.policies.map(\.text).joined()
        #expect(try PolicySet.parse(printed, file: "p", naming: .position).policies == policies.policies)
        #expect(try PolicyFormatter().format(text, file: "p").utf8.count > text.utf8.count)
        let again = try PolicySet(json: policies.json.serialized(), file: "p")
        #expect(again.policies == policies.policies)
        let schema = try Schema.parse(
            "entity User { age: Long }; action view appliesTo { principal: User, resource: User };",
            file: "s"
        )
        #expect(schema.validate(policies).isEmpty)
        let user = EntityUID(type: "User", id: "u")
        let entities = try Entities([Entity(user, attributes: ["age": .long(1)])])
        let request = CedarRequest(
            principal: user,
            action: EntityUID(type: "Action", id: "view"),
            resource: user,
            context: [:]
        )
        var forms = CompiledForm()
        forms.compare([request], policies, entities, place: "row")
        #expect(forms.differences.isEmpty)
        #expect(forms.allowed == 1)
    }

    @Test("bytes that are no UTF-8 are refused where they go wrong, and never repaired")
    func invalidUTF8() throws {
        for (bytes, place) in [
            ([0x61, 0xFF], 1), ([0xC0, 0x80], 0), ([0x61, 0x0A, 0xED, 0xA0, 0x80], 2),
            ([0x2F, 0x2F, 0xE2, 0x82], 2),
            ([0xF5, 0x80, 0x80, 0x80], 0),
        ] as [([UInt8], Int32)] {
            let error = #expect(throws: CedarError.self) {
                try SourceFile.text(utf8: bytes, file: "bad.cedar")
            }
            #expect(error?.diagnostics.first?.span.start == place)
            #expect(error?.diagnostics.first?.message == "not UTF-8, byte \(place) is wrong")
            #expect(throws: PolicyJSONError.self) { try PolicySet(json: bytes, file: "p") }
            #expect(throws: EntitiesError.self) { try Entities(json: [0x22] + bytes + [0x22]) }
        }
        #expect(try SourceFile.text(utf8: [0x61, 0xC3, 0xA9], file: "good.cedar") == "a\u{e9}")
        let large = #expect(throws: CedarError.self) {
            try SourceFile.text(utf8: Array(repeating: 0x20, count: 50_000_000), file: "large.cedar")
        }
        #expect(large?.diagnostics.map(\.code) == [.limit])
    }

    @Test("a record of 200,000 members in any order, and as many annotations, are read in one pass")
    func manyNames() throws {
        let names = (0..<200_000).reversed()
        let record = "{" + names.map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
        let entity = "[{\"uid\":{\"type\":\"A\",\"id\":\"\"},\"attrs\":\(record),\"parents\":[]}]"
        let entities = try Entities(json: [UInt8](entity.utf8))
        #expect(entities[EntityUID(type: "A", id: "")]?.attributes.fields.count == 200_000)
        let annotations = names.map { "@k\($0)\n" }.joined()
        let policies = try PolicySet.parse("\(annotations) permit (principal, action, resource);", file: "p")
        #expect(policies.policies.first?.annotations.count == 200_000)
    }

    /// A text, made when it is needed.
    struct Input: CustomTestStringConvertible, Sendable {
        let name: String
        let text: @Sendable () -> String
        let expected: String
        var testDescription: String { name }

        init(_ name: String, _ text: @escaping @autoclosure @Sendable () -> String, _ expected: String) {
            self.name = name
            self.text = text
            self.expected = expected
        }
    }

    private static func times(_ part: String, _ count: Int) -> String {
        String(repeating: part, count: count)
    }

    private static func policy(_ body: String) -> [UInt8] {
        [UInt8](
            """
            {"staticPolicies": {"a": {"effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"},
             "resource": {"op": "All"}, "conditions": [{"kind": "when", "body": \(body)}]}}}
            """.utf8
        )
    }

    private static let policies = [
        Input(
            "50 MB of policies",
            times("permit (principal, action, resource);\n", 1_350_000),
            "at most 8388608 are read"
        ),
        Input("50 MB of blanks", times(" ", 50_000_000), "at most 8388608 are read"),
        Input("8 MB of annotations", times("@a", 4_000_000), "annotation `@a` is written twice"),
        Input("8 MB without a blank", times("a", 8_000_000), "unknown effect `aaa"),
        Input("8 MB of effects", times("permit", 1_000_000), "unknown effect `permitpermit"),
        Input("a million unfinished policies", times("permit(", 1_000_000), "expected `principal`"),
        Input("a million semicolons", times(";", 1_000_000), "expected `permit` or `forbid`"),
        Input(
            "8 MB of clauses",
            "permit(principal,action,resource)" + times("when", 2_000_000),
            "unknown clause"
        ),
        Input(
            "100,000 parentheses in a scope",
            "permit(principal == " + times("(", 100_000),
            "nested deeper than 100"
        ),
        Input(
            "a slot in 100,000 parentheses",
            "permit(principal == \(times("(", 100_000))?principal",
            "nested deeper than 100"
        ),
        Input(
            "an action list that does not end",
            "permit(principal, action in [" + times("Action::\"a\",", 100_000),
            "end of the text"
        ),
        Input(
            "a type of a million names",
            "permit(principal is " + times("A::", 1_000_000) + "A",
            "expected"
        ),
        Input(
            "a string that does not end",
            "permit(principal == A::\"" + times("a", 1_000_000),
            "unterminated string"
        ),
        Input(
            "an escape that does not end",
            "permit(principal == A::\"\\u{" + times("0", 1_000_000) + "\"",
            "invalid escape"
        ),
        Input(
            "a comment in place of a policy's end",
            "permit(principal, action, resource) //" + times("/", 1_000_000),
            "end of the text"
        ),
        Input("a NUL", "permit(principal\0, action, resource);", "unexpected character `\\u{0}`"),
        Input(
            "a byte order mark",
            "\u{feff}permit(principal, action, resource);",
            "unexpected character `\\u{feff}`"
        ),
        Input("a lone backslash", "permit(principal, action, resource)\\;", "unexpected character"),
        Input(
            "a control character in a name",
            "permit(prin\u{7}cipal, action, resource);",
            "unexpected character `\\u{7}`"
        ),
    ]

    private static let conditions = [
        Input(
            "100,000 parentheses",
            times("(", 100_000) + "1" + times(")", 100_000),
            "nested deeper than 100"
        ),
        Input("100,000 brackets", times("[", 100_000) + times("]", 100_000), "nested deeper than 100"),
        Input("100,000 braces", times("{a:", 100_000), "nested deeper than 100"),
        Input("100,000 calls", times("ip(", 100_000), "nested deeper than 100"),
        Input("100,000 methods", times("context.contains(", 100_000), "nested deeper than 100"),
        Input("100,000 indexes", times("context[", 100_000), "nested deeper than 100"),
        Input("100,000 conditionals", times("if ", 100_000), "nested deeper than 100"),
        Input("100,000 branches", times("if true then ", 100_000), "nested deeper than 100"),
        Input("100,000 alternatives", times("if true then 1 else ", 100_000), "nested deeper than 100"),
        Input("100,000 negations", times("!", 100_000) + "true", "more than 4 `!` in a row"),
        Input("100,000 minuses", times("-", 100_000) + "1", "more than 4 `-` in a row"),
        Input("negations in parentheses", times("!!!!(", 100_000), "nested deeper than 100"),
        Input("10,000 accesses", "context" + times(".a", 10_000), "deeper than 400"),
        Input("10,000 indexes in a row", "context" + times("[\"a\"]", 10_000), "deeper than 400"),
        Input("10,000 methods in a row", "context" + times(".isEmpty()", 10_000), "deeper than 400"),
        Input("a path of 10,000 names", "context has a" + times(".a", 10_000), "deeper than 400"),
        Input("a sum of 10,000", "1" + times(" + 1", 10_000), "deeper than 400"),
        Input("a difference of 10,000", "1" + times(" - 1", 10_000), "deeper than 400"),
        Input("a product of 10,000", "1" + times(" * 1", 10_000), "deeper than 400"),
        Input("10,000 relations", "1" + times(" == 1", 10_000), "relations cannot be chained"),
        Input("a number of a million digits", times("9", 1_000_000), "is above"),
        Input("a name of a million letters", times("a", 1_000_000), "unknown variable"),
        Input("a name of a million parts", times("a::", 1_000_000) + "a", "unknown variable"),
        Input("a row that ends in an operator", times("true && ", 100_000), "expected an expression"),
        Input("a list that does not end", "[" + times("1,", 100_000), "end of the text"),
        Input("100,000 equal names in a record", "{" + times("a:1,", 100_000), "occurs twice"),
        Input("a method of a million letters", "context." + times("a", 1_000_000) + "()", "unknown method"),
        Input("100,000 arguments", "context.contains(" + times("1,", 100_000) + ")", "takes 1 argument"),
    ]

    private static let schemas = [
        Input("50 MB of declarations", times("entity A;\n", 5_000_000), "at most 8388608 are read"),
        Input("100,000 sets", "entity A { a: " + times("Set<", 100_000), "nested deeper"),
        Input("100,000 records", "entity A { a: " + times("{ a: ", 100_000), "nested deeper"),
        Input(
            "a string that does not end",
            "entity A enum [\"" + times("a", 1_000_000),
            "unterminated string"
        ),
        Input("a NUL", "entity A\0;", "unexpected character `\\u{0}`"),
        Input("8 MB of annotations", times("@a", 4_000_000), "written twice"),
        Input("a name of a million parts", "entity A in " + times("a::", 1_000_000), "expected"),
    ]

    private static let documents = [
        Input("nothing", "", ""),
        Input("10,000 arrays", times("[", 10_000) + times("]", 10_000), ""),
        Input("10,000 objects", times("{\"a\":", 10_000) + "1" + times("}", 10_000), ""),
        Input("a million arrays that do not end", times("[", 1_000_000), ""),
        Input("a string that does not end", "{\"" + times("a", 1_000_000), ""),
        Input("a number of a million digits", "{\"a\":" + times("9", 1_000_000) + "}", ""),
        Input("a NUL", "{\"a\":\0}", ""),
        Input("names that occur twice", "{" + times("\"a\":1,", 1000) + "\"a\":1}", ""),
        Input("more members than the limit", "{\"a\":[" + times("[],", 1_000_001) + "[]]}", ""),
    ]
}
