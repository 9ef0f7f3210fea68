import Cedar
import StrictJSON
import Support
import Testing

@Suite("round trips")
struct RoundTripTests {
    @Test("what is printed of random policies and templates reads as what was printed", arguments: 0..<10)
    func printing(seed: UInt64) throws {
        for policies in try Self.sets(seed) {
            let text = (policies.policies + policies.templates.map(\.body)).map(\.text).joined(
                separator: "\n"
            )
            let again = try PolicySet.parse(text, file: "again", naming: .position, templates: .kept)
            let bodies = Self.bodies(policies)
            #expect(bodies == Self.bodies(again))
            for body in bodies { #expect(try Expression.parse(body.text, file: "body") == body) }
        }
    }

    @Test("random policies and templates go to JSON and come back the same", arguments: 0..<10)
    func json(seed: UInt64) throws {
        for policies in try Self.sets(1000 + seed, isForJSON: true) {
            let again = try PolicySet(json: policies.json.serialized(), file: "again", templates: .kept)
            #expect(again.policies == policies.policies)
            #expect(again.templates == policies.templates)
            #expect(again.json == policies.json)
        }
    }

    @Test("a path behind `has` comes back from JSON as the tests it stands for")
    func paths() throws {
        let policies = try Self.set("context has a.b.c")
        let again = try PolicySet(json: policies.json.serialized(), file: "again")
        #expect(
            again.policies.map(\.conditions)
                == (try Self.set("context has a && context.a has b && context.a.b has c")).policies
                .map(\.conditions)
        )
    }

    @Test("JSON may give `has` several names, identifiers or not")
    func severalNames() throws {
        func body(_ names: String) throws -> [Condition] {
            let text = """
                {"staticPolicies": {"a": {"effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"},
                 "resource": {"op": "All"}, "conditions": [{"kind": "when", "body":
                 {"has": {"left": {"Var": "context"}, "attr": \(names)}}}]}}}
                """
            return try PolicySet(json: [UInt8](text.utf8), file: "json").policies.flatMap(\.conditions)
        }
        #expect(try body("[\"a\", \"b\"]") == (try Self.set("context has a.b")).policies[0].conditions)
        #expect(try body("[\"a b\"]") == (try Self.set("context has \"a b\"")).policies[0].conditions)
        #expect(
            try body("[\"a b\", \"if\"]")
                == (try Self.set("context has \"a b\" && context[\"a b\"] has \"if\"")).policies[0].conditions
        )
        for wrong in ["[]", "[1]", "null", "[\"a\", null]"] {
            #expect(throws: PolicyJSONError.self) { try body(wrong) }
        }
    }

    @Test(
        "a row of operands means what it did however it is put in parentheses, through text and JSON",
        arguments: ["&&", "||"],
        [2, 32, 33, 64, 65, 1000, 10_000]
    )
    func rows(_ symbol: String, _ count: Int) throws {
        let names = (0..<count).map { "context.a\($0)" }
        let row = names.joined(separator: " \(symbol) ")
        let policies = try Self.set(row)
        let again = try PolicySet(json: policies.json.serialized(), file: "again")
        #expect(again.policies == policies.policies)
        let half = names.prefix(count / 2).joined(separator: " \(symbol) ")
        let rest = names.dropFirst(count / 2).joined(separator: " \(symbol) ")
        #expect(try Self.set("(\(half)) \(symbol) \(rest)").policies == policies.policies)
        let isKept = count > 2 && count <= 32
        #expect(try (Self.set("\(half) \(symbol) (\(rest))").policies != policies.policies) == isKept)
    }

    @Test(
        "signs in a row are written as they are read",
        arguments: [
            ("-(5)", "-(5)"), ("--5", "--5"), ("-(-5)", "--5"), ("---(-5)", "----5"),
            ("----(-5)", "----(-5)"),
            ("!!!!true", "!!!!true"), ("!(!!!(!true))", "!!!!(!true)"), ("!5", "!5"),
            ("-(-context.a)", "--context.a"),
            ("-9223372036854775808", "-9223372036854775808"), ("-5.a", "-5.a"), ("(-5).a", "(-5).a"),
            ("1 - -1", "1 - -1"), ("!(-1)", "!(-1)"),
        ]
    )
    func signs(_ text: String, _ written: String) throws {
        let expression = try Expression.parse(text, file: "signs")
        #expect(expression.text == written)
        #expect(try Expression.parse(written, file: "signs") == expression)
    }

    @Test(
        "the formatter keeps the meaning and the comments of random policies, and is at rest after once",
        arguments: 0..<20
    )
    func formatting(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for number in 0..<20 {
            let tokens = RandomSyntax.policy(seed: 5000 + seed * 100 + UInt64(number), depth: 2)
            let gaps = [" ", "\n", "\n\n", "\t", " // c\n", "\n// d  \n", "\n// e\r\n// f\n", "\u{a0}"]
            let text = tokens.map { $0 + (gaps.randomElement(using: &random) ?? " ") }.joined()
            for width in [80, 20] {
                let formatter = PolicyFormatter(lineWidth: width)
                let formatted = try formatter.format(text, file: "policy")
                #expect(try formatter.format(formatted, file: "policy") == formatted)
            }
        }
    }

    private static func sets(_ seed: UInt64, isForJSON: Bool = false) throws -> [PolicySet] {
        try (0..<10).map { set in
            let text = (0..<5).map { number in
                RandomSyntax.policy(
                    seed: seed * 100 + UInt64(set * 5 + number),
                    depth: 2,
                    isForJSON: isForJSON
                )
                .joined(separator: " ")
            }
            return try PolicySet.parse(
                text.joined(separator: "\n"),
                file: "random",
                naming: .position,
                templates: .kept
            )
        }
    }

    private static func set(_ condition: String) throws -> PolicySet {
        try PolicySet.parse(
            "permit (principal, action, resource) when { \(condition) };",
            file: "row",
            naming: .position
        )
    }

    private static func bodies(_ set: PolicySet) -> [Expression] {
        (set.policies + set.templates.map(\.body)).flatMap { $0.conditions.map(\.body) }
    }
}
