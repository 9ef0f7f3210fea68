import Cedar
import StrictJSON
import Testing

@Suite("the evaluator")
struct EvaluatorTests {
    @Test(
        "an expression has the value that the specification gives it",
        arguments: [
            // Booleans decide only when they are reached.
            ("false && 1", "false"), ("true || 1", "true"), ("true && 1", "type error"),
            ("1 || true", "type error"),
            ("if true then 1 else 1 + \"a\"", "1"), ("if 1 then 1 else 2", "type error"),
            ("false || false || context.nope", "no attribute"), ("true && false && context.nope", "false"),
            // Equality never fails and never mixes types.
            ("1 == \"1\"", "false"), ("1 != \"1\"", "true"), ("User::\"a\" == Admin::\"a\"", "false"),
            ("decimal(\"1.0\") == decimal(\"1.0000\")", "true"),
            ("{a: 1, b: [2]} == {\"b\": [2], \"a\": 1}", "true"),
            // Order needs two longs, two datetimes or two durations.
            ("1 < 2", "true"), ("2 <= 2", "true"), ("2 > 2", "false"), ("2 >= 2", "true"),
            ("1 < \"2\"", "type error"),
            ("decimal(\"1.0\") < decimal(\"2.0\")", "type error"),
            ("datetime(\"2026-01-01\") < datetime(\"2026-01-02\")", "true"),
            ("duration(\"1h\") > duration(\"59m\")", "true"),
            ("datetime(\"2026-01-01\") < duration(\"1h\")", "type error"),
            // Numbers are 64 bits, checked.
            ("9223372036854775807 + 1", "overflow"), ("-9223372036854775808 - 1", "overflow"),
            ("9223372036854775807 * 2", "overflow"), ("-(-9223372036854775808)", "overflow"),
            ("-9223372036854775808", "-9223372036854775808"), ("2 + 3 * 4 - 1", "13"), ("10 - 3 - 2", "5"),
            ("--5", "5"), ("- - -5", "-5"), ("!!true", "true"), ("!1", "type error"),
            ("-\"a\"", "type error"),
            // Sets collapse duplicates and ignore order.
            ("[1, 2, 2, 1] == [2, 1]", "true"), ("[[1, 2], [2, 1]] == [[1, 2]]", "true"),
            ("[1, \"a\", true].contains(\"a\")", "true"), ("[1, 2].containsAll([])", "true"),
            ("[1, 2].containsAll([1, 3])", "false"), ("[1, 2].containsAny([3, 2])", "true"),
            ("[].containsAny([])", "false"), ("[].isEmpty()", "true"), ("[0].isEmpty()", "false"),
            ("[1].containsAll(1)", "type error"), ("1.contains(1)", "type error"),
            ("\"a\".isEmpty()", "type error"),
        ]
    )
    func values(_ expression: String, _ expected: String) throws {
        #expect(try Evaluation.text(expression) == expected, "\(expression)")
    }

    @Test(
        "membership, attributes and tags follow the entities",
        arguments: [
            ("principal in Group::\"staff\"", "true"), ("principal in Group::\"everyone\"", "true"),
            ("principal in principal", "true"), ("Nobody::\"x\" in Nobody::\"x\"", "true"),
            ("Nobody::\"x\" in Group::\"staff\"", "false"),
            ("principal in [Group::\"other\", Group::\"staff\"]", "true"),
            ("principal in []", "false"),
            // One member that is no entity spoils the whole set, even when another matches.
            ("principal in [Group::\"staff\", 1]", "type error"), ("principal in 1", "type error"),
            ("1 in principal", "type error"), ("1 in []", "type error"),
            ("principal is User", "true"), ("principal is Group", "false"), ("1 is User", "type error"),
            ("principal is User in Group::\"staff\"", "true"),
            ("principal is Group in Group::\"staff\"", "false"),
            // The container of another type's entity is not looked at.
            ("principal is Group in 1", "false"), ("principal is User in 1", "type error"),
            ("principal.age", "30"), ("principal[\"age\"]", "30"), ("principal.agee", "no attribute"),
            ("Nobody::\"x\".age", "no entity"), ("principal.boss.age", "no entity"), ("1.age", "type error"),
            ("principal has age", "true"), ("principal has \"nope\"", "false"),
            ("Nobody::\"x\" has age", "false"),
            ("1 has age", "type error"), ("context has r.inner.leaf", "true"),
            ("context has r.nope.leaf", "false"),
            ("context has n.leaf", "type error"), ("principal has boss.age", "false"),
            ("principal.hasTag(\"clearance\")", "true"), ("principal.hasTag(\"nope\")", "false"),
            ("Nobody::\"x\".hasTag(\"clearance\")", "false"),
            ("principal.getTag(\"clearance\")", "\"secret\""),
            ("principal.getTag(\"nope\")", "no tag"), ("Nobody::\"x\".getTag(\"a\")", "no entity"),
            ("principal.hasTag(1)", "type error"), ("1.hasTag(\"a\")", "type error"),
            ("context.set.contains(context.n - 5)", "true"),
        ]
    )
    func entities(_ expression: String, _ expected: String) throws {
        #expect(try Evaluation.text(expression) == expected, "\(expression)")
    }

    @Test("text that only looks the same is not the same: strings are bytes")
    func canonicallyEquivalentText() throws {
        let composed = "\u{e9}"
        let decomposed = "e\u{301}"
        #expect(try Evaluation.text("\"\(composed)\" == \"\(decomposed)\"") == "false")
        #expect(try Evaluation.text("[\"\(composed)\"].contains(\"\(decomposed)\")") == "false")
        #expect(try Evaluation.text("\"\(composed)\" like \"\(decomposed)\"") == "false")
        #expect(try Evaluation.text("{\"\(composed)\": 1} has \"\(decomposed)\"") == "false")
        #expect(try Evaluation.text("User::\"\(composed)\" == User::\"\(decomposed)\"") == "false")
        #expect(try Evaluation.text("[\"\(composed)\", \"\(decomposed)\"] == [\"\(composed)\"]") == "false")
        let entities = try Entities([
            Entity(EntityUID(type: "User", id: ExactString(composed)), attributes: ["a": .long(1)])
        ])
        #expect(entities[EntityUID(type: "User", id: ExactString(decomposed))] == nil)
    }

    @Test(
        "`like` takes `*` for any text, however it is written, and only `\\*` for a star",
        arguments: [
            ("\"axxb\" like \"a*b\"", "true"), ("\"ab\" like \"a*b\"", "true"),
            ("\"abc\" like \"a*b\"", "false"),
            ("\"axxb\" like \"a\\u{2a}b\"", "true"), ("\"axxb\" like \"a\\x2Ab\"", "true"),
            ("\"axxb\" like \"a\\*b\"", "false"), ("\"a*b\" like \"a\\*b\"", "true"),
            ("\"\" like \"*\"", "true"),
            ("\"\" like \"\"", "true"), ("\"a\" like \"\"", "false"), ("\"aXbXc\" like \"*X*X*\"", "true"),
            ("\"aXc\" like \"*X*X*\"", "false"), ("\"aa\" like \"a*a*a\"", "false"),
            ("\"abab\" like \"*ab\"", "true"),
            ("\"日本語\" like \"日*語\"", "true"), ("1 like \"*\"", "type error"),
        ]
    )
    func patterns(_ expression: String, _ expected: String) throws {
        #expect(try Evaluation.text(expression) == expected, "\(expression)")
    }

    @Test("a pattern of many wildcards is matched in time that does not explode")
    func hostilePattern() throws {
        let text = String(repeating: "a", count: 20_000)
        let pattern = String(repeating: "a*", count: 200) + "b"
        #expect(try Evaluation.text("\"\(text)\" like \"\(pattern)\"") == "false")
    }

    @Test("an error names the part that failed and what may have been meant")
    func errorPlace() throws {
        let expression = try Expression.parse("1 == 1 && principal.agee > 1", file: "policies/a.cedar")
        let evaluator = Evaluator(request: Evaluation.request, entities: try Evaluation.entities())
        let error = #expect(throws: EvaluationError.self) { try evaluator.evaluate(expression) }
        let source = SourceFile(name: "policies/a.cedar", text: "1 == 1 && principal.agee > 1")
        #expect(
            error?.located(in: source)
                == "policies/a.cedar:1:21: unknown attribute `agee`, did you mean `age`?"
        )
    }

    @Test("the first clause that does not hold is decisive, and each can be evaluated on its own")
    func decisiveClause() throws {
        let text = """
            @id("rule") forbid (principal, action == Action::"view", resource)
            when { principal.age > 20 } unless { context.n == 7 } when { context.nope };
            forbid (principal is Robot, action, resource);
            forbid (principal, action in [Action::"edit"], resource);
            forbid (principal, action, resource in Album::"x");
            """
        let policies = try PolicySet.parse(text, file: "a.cedar").policies
        let evaluator = Evaluator(request: Evaluation.request, entities: try Evaluation.entities())
        guard case .notMatched(.condition(1)) = evaluator.outcome(of: policies[0]) else {
            Issue.record("the `unless` is decisive")
            return
        }
        #expect(policies[0].text(of: policies[0].conditions[1]) == "unless { context.n == 7 }")
        let clauses = evaluator.clauses(of: policies[0])
        guard case .holds = clauses[0], case .doesNotHold = clauses[1], case .failed = clauses[2] else {
            Issue.record("each clause on its own: \(clauses)")
            return
        }
        let parts = policies.dropFirst().map { policy -> PolicyOutcome.Part? in
            if case .notMatched(let part) = evaluator.outcome(of: policy) { part } else { nil }
        }
        #expect(parts == [.principal, .action, .resource])
    }
}
