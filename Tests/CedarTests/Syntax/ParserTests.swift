import Cedar
import StrictJSON
import Testing

@Suite("the parser")
struct ParserTests {
    @Test("a policy's parts are read as written")
    func parts() throws {
        let text = """
            // police
            @id("moratorium") @notice("police matching is \\"closed\\"") @if
            forbid (principal is Police::Agency in Class::"police", action in [Action::"Match", Action::"Enrol",], resource,)
            when { context has warrant.issued } unless { true };
            permit (principal == User::"a", action == My::Action::"x", resource in Album::"b");
            """
        let set = try PolicySet.parse(text, file: "a.cedar")
        let policy = try #require(set["moratorium"])
        #expect(policy.effect == .forbid)
        #expect(policy.annotation("notice") == "police matching is \"closed\"")
        #expect(policy.annotation("if")?.isEmpty == true)
        #expect(policy.annotation("absent") == nil)
        #expect(policy.conditions.map(\.kind) == [.when, .unless])
        #expect(policy.text(of: policy.conditions[0]) == "when { context has warrant.issued }")
        #expect(set.policies.map(\.id) == ["moratorium", "policy1"])
        guard case .isTypeIn("Police::Agency", .entity) = policy.principal,
            case .isIn(let actions) = policy.action
        else {
            Issue.record("the scope is wrong")
            return
        }
        #expect(actions.count == 2)
    }

    @Test(
        "a text that is no policy is refused with place, finding and expectation",
        arguments: [
            (
                "permit (principal, action, resource)",
                "a.cedar:1:37: unexpected the end of the text, expected `when`, `unless` or `;`"
            ),
            (
                "permt (principal, action, resource);",
                "a.cedar:1:1: unknown effect `permt`, expected `permit` or `forbid`, did you mean `permit`?"
            ),
            ("permit (principal, action);", "a.cedar:1:26: unexpected `)`, expected `,` and `resource`"),
            (
                "permit (action, principal, resource);",
                "a.cedar:1:9: unexpected `action`, expected `principal`, a scope has `principal, action, resource` in this order"
            ),
            (
                "permit (principal = User::\"a\", action, resource);",
                "a.cedar:1:19: `=` is no operator, did you mean `==`?"
            ),
            (
                "permit (principal == ?principal, action, resource);",
                "a.cedar:1:1: a template cannot stand here: replace `?principal` by an entity"
            ),
            (
                "permit (principal, action == User::\"a\", resource);",
                "a.cedar:1:30: `User::\"a\"` is no action, expected a name such as `Action::\"view\"`"
            ),
            (
                "permit (principal, action is Action, resource);",
                "a.cedar:1:27: `action is` belongs in a `when` clause"
            ),
            (
                "permit (principal, action, resource) when {};",
                "a.cedar:1:44: empty `when` clause, expected an expression"
            ),
            (
                "permit (principal, action, resource) while { true };",
                "a.cedar:1:38: unknown clause `while`, expected `when` or `unless`"
            ),
            ("@a @a permit (principal, action, resource);", "a.cedar:1:4: annotation `@a` is written twice"),
            (
                "@id(\"\") permit (principal, action, resource);",
                "a.cedar:1:1: empty `@id`, expected `@id(\"...\")`"
            ),
        ]
    )
    func refusedPolicies(_ text: String, _ message: String) {
        let error = #expect(throws: CedarError.self) { try PolicySet.parse(text, file: "a.cedar") }
        #expect(error?.description == message)
    }

    @Test(
        "an expression that the language does not have is refused with what may have been meant",
        arguments: [
            ("princpal.x", "1:1: unknown variable `princpal`, did you mean `principal`?"),
            ("foo", "1:1: unknown variable `foo`, expected `principal`, `action`, `resource` or `context`"),
            ("decmal(\"1.0\")", "1:1: unknown function `decmal`, did you mean `decimal`?"),
            ("context.contians(1)", "1:9: unknown method `contians`, did you mean `contains`?"),
            ("contains(1)", "1:1: `contains` is a method, write `e.contains(...)`"),
            ("context.ip(\"1\")", "1:9: `ip` is a function, write `ip(...)`"),
            ("[1].contains()", "1:5: `contains` takes 1 argument, found 0"),
            ("1 < 2 < 3", "1:7: relations cannot be chained, put one of them in parentheses"),
            ("1 = 2", "1:3: `=` is no operator, did you mean `==`?"),
            ("1 / 2", "1:3: division is not part of the language"),
            ("1 % 2", "1:3: remainder is not part of the language"),
            ("!!!!!true", "1:1: more than 4 `!` in a row"),
            ("{a: 1, \"a\": 2}", "1:8: `a` occurs twice in one record"),
            ("9223372036854775808", "1:1: integer `9223372036854775808` is above 9223372036854775807"),
            ("-(9223372036854775808)", "1:3: integer `9223372036854775808` is above 9223372036854775807"),
            ("-9223372036854775809", "1:2: integer `-9223372036854775809` is below -9223372036854775808"),
            ("principal.in", "1:11: `in` is a reserved word, expected an attribute or a method"),
            ("__cedar::User::\"a\"", "1:1: `__cedar` is a reserved word, expected an expression"),
            ("1 + if true then 1 else 2", "1:5: `if` inside an operation must be in parentheses"),
            ("\"a\" like context.s", "1:10: unexpected `context`, expected a pattern in quotes after `like`"),
            ("principal is \"User\"", "1:14: a type is written without quotes after `is`"),
            ("context[1]", "1:9: an index must be a string in quotes"),
            ("\"\\q\"", "1:2: invalid escape `\\q`: unknown escape"),
            ("\"a", "1:1: unterminated string, expected a closing `\"`"),
            ("1 # 2", "1:3: unexpected character `#`"),
            ("?principal", "1:1: `?principal` may stand only in the scope"),
            ("(1)(2)", "1:4: only functions and methods can be called"),
        ]
    )
    func refusedExpressions(_ text: String, _ message: String) {
        let error = #expect(throws: CedarError.self) { try Expression.parse(text, file: "a.cedar") }
        #expect(error?.description == "a.cedar:" + message)
    }

    @Test(
        "string escapes are Rust's",
        arguments: [
            ("\\n\\r\\t\\\\\\0\\'\\\"", "\n\r\t\\\0'\""), ("\\x41\\u{e9}\\u{1F6_00}", "Aé😀"),
            ("a\nb", "a\nb"),
        ]
    )
    func escapes(_ written: String, _ meant: String) throws {
        guard case .literal(.string(let text)) = try Expression.parse("\"\(written)\"", file: "a").kind else {
            Issue.record("no string")
            return
        }
        #expect(text.bytes == [UInt8](meant.utf8))
    }

    @Test(
        "an escape that Rust does not have is refused",
        arguments: [
            "\\xFF", "\\x4", "\\u{110000}", "\\u{D800}", "\\u{}", "\\u{_1}", "\\u{1234567}", "\\*", "\\\n",
            "a\rb", "\\",
        ]
    )
    func refusedEscapes(_ written: String) {
        #expect(throws: CedarError.self) { try Expression.parse("\"\(written)\"", file: "a") }
    }

    @Test("every broken policy of a file is reported, not only the first")
    func allProblems() {
        let text = """
            permit (principal, action, resource) when { foo };
            permit (principal, action, resource);
            forbid (principal, action, resource) unless { 1 = 2 };
            @id("policy1") permit (principal, action, resource);
            """
        let error = #expect(throws: CedarError.self) { try PolicySet.parse(text, file: "a.cedar") }
        #expect(error?.diagnostics.map(\.line) == [1, 3])
    }

    @Test("an id used twice is refused, in one file or in two")
    func duplicateIDs() {
        let text = "@id(\"a\") permit (principal, action, resource);"
        let error = #expect(throws: CedarError.self) {
            try PolicySet.parse(files: [("one.cedar", text), ("two.cedar", text)])
        }
        #expect(error?.description == "two.cedar:1:1: policy id `a` is already used at one.cedar:1:1")
        #expect(throws: CedarError.self) { try PolicySet.parse(text + text, file: "a.cedar") }
    }

    @Test("ids that only look the same are different policies")
    func exactIDs() throws {
        let text =
            "@id(\"\u{e9}\") permit (principal, action, resource); @id(\"e\u{301}\") permit (principal, action, resource);"
        #expect(try PolicySet.parse(text, file: "a").policies.count == 2)
    }

    @Test("columns count characters, so a place can be found in an editor")
    func columns() {
        let error = #expect(throws: CedarError.self) { try Expression.parse("\"日本\" == foo", file: "a") }
        #expect(error?.diagnostics.first?.column == 9)
    }
}
