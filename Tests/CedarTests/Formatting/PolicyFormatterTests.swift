import Cedar
import StrictJSON
import Testing

@Suite("the formatter")
struct PolicyFormatterTests {
    @Test("a policy is laid out as its author would read it", arguments: cases)
    func layout(_ example: Example) throws {
        let formatted = try PolicyFormatter().format(example.text, file: "policy")
        #expect(ExactString(formatted) == ExactString(example.expected))
    }

    @Test("a comment behind any token stays, once and in its place, and formatting again changes nothing")
    func commentsEverywhere() throws {
        let words = Self.everything(comma: "").split(separator: " ")
        for position in 0...words.count {
            for style in ["  // here is one\n", "\n// here is one  \n"] {
                let text = (words[..<position] + [Substring(style)] + words[position...])
                    .joined(separator: " ")
                let formatted = try PolicyFormatter().format(text, file: "policy")
                #expect(Self.bare(formatted) == Self.bare(text))
                #expect(try PolicyFormatter().format(formatted, file: "policy") == formatted)
            }
        }
    }

    @Test("comments behind every token at once stay in their order")
    func manyComments() throws {
        let words = Self.everything(comma: " ,").split(separator: " ")
        let text = words.enumerated().map { "\($1) // c\($0)\n// d\($0)\n" }.joined()
        let formatted = try PolicyFormatter().format(text, file: "policy")
        let comments = formatted.split(separator: "\n").compactMap { line in
            line.firstRange(of: "//").map { String(line[$0.lowerBound...]) }
        }
        #expect(comments == words.indices.flatMap { ["// c\($0)", "// d\($0)"] })
        #expect(try PolicyFormatter().format(formatted, file: "policy") == formatted)
    }

    @Test("no line ends in a blank and no line outside a string is empty but between policies")
    func noBlanks() throws {
        let text = "// a\n\n\npermit(principal,action,resource)when{\n// b\n1==\n\n// c\n2};;"
        let formatted = try PolicyFormatter().format(String(text.dropLast()), file: "policy")
        #expect(!formatted.contains(" \n"))
        #expect(!formatted.contains("\n\n"))
        #expect(formatted.hasSuffix(";\n"))
    }

    @Test("width and indentation are what is asked for")
    func options() throws {
        let text = "permit(principal == User::\"a\",action,resource)when{context.one&&context.two};"
        #expect(
            try PolicyFormatter(lineWidth: 20, indentation: 4).format(text, file: "policy") == """
                permit (
                    principal ==
                        User::"a",
                    action,
                    resource
                )
                when
                {
                    context.one &&
                    context.two
                };

                """
        )
    }

    @Test("a text that is no policy is refused with its problems, and nothing is written")
    func refusals() {
        let error = #expect(throws: CedarError.self) {
            try PolicyFormatter().format("permit(principal, action);", file: "bad.cedar")
        }
        #expect(error?.diagnostics.map(\.code) == [.unexpectedToken])
        let large = #expect(throws: CedarError.self) {
            try PolicyFormatter().format(String(repeating: " ", count: 9 << 20), file: "large.cedar")
        }
        #expect(large?.diagnostics.map(\.code) == [.limit])
    }

    @Test("deep and long expressions within the limits are laid out")
    func limits() throws {
        let deep = String(repeating: "(", count: 99) + "true" + String(repeating: ")", count: 99)
        let wide = "true" + String(repeating: " || true", count: 10_000)
        for condition in [deep, wide] {
            let text = "permit(principal,action,resource)when{\(condition)};"
            let formatted = try PolicyFormatter().format(text, file: "policy")
            #expect(Self.bare(formatted) == Self.bare(text))
        }
    }

    /// A text and its layout.
    struct Example: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let expected: String
        var testDescription: String { name }
    }

    private static func bare(_ text: some StringProtocol) -> String {
        String(text.filter { !$0.isWhitespace })
    }

    /// A policy with every construct of the language, a blank between any two tokens, and maybe a comma at the
    /// end of each list.
    private static func everything(comma: String) -> String {
        """
        @ id ( "x" ) @ flag forbid ( principal is A :: B in ?principal , action in [ Action :: "a" , Action :: "b"\(comma) ] , \
        resource == ( R :: "r" )\(comma) ) when { if ! ( context . a [ "b" ] . contains ( 1\(comma) ) ) then - 2 + 3 * 4 < 5 \
        else [ true , false\(comma) ] == { a : 1 , "b" : ip ( "::1" ) . isIpv4 ( )\(comma) } } unless { principal has a . b . c \
        && ( context like "*" || principal is A in B :: "b" || ! ! true ) && 1 - - 7 >= 7 } ;
        """
    }

    private static let cases = [
        Example(name: "nothing", text: " \n ", expected: ""),
        Example(name: "comments only", text: "\n// a \n\n // b", expected: "// a\n// b\n"),
        Example(
            name: "nothing asked of the scope",
            text: "permit(principal,action,resource,);",
            expected: "permit (principal, action, resource);\n"
        ),
        Example(
            name: "policies apart, comments at the end",
            text: "permit(principal,action,resource); // one\nforbid(principal,action,resource);\n// end",
            expected: """
                permit (principal, action, resource); // one

                forbid (principal, action, resource);
                // end

                """
        ),
        Example(
            name: "a template",
            text: "permit(principal in ?principal,action,resource is Photo in ?resource);",
            expected: """
                permit (
                  principal in ?principal,
                  action,
                  resource is Photo in ?resource
                );

                """
        ),
        Example(
            name: "a comma that goes away leaves its comment",
            text: "permit(principal,action,resource)when{[1,2, // two\n].contains(1)};",
            expected: """
                permit (principal, action, resource)
                when
                {
                  [1,
                   2
                  // two
                  ].contains
                    (
                      1
                    )
                };

                """
        ),
        Example(
            name: "the comment of the scope's last comma goes behind the scope",
            text: "permit(principal,action,resource, // three\n)when{true};",
            expected: "permit (principal, action, resource) // three\nwhen { true };\n"
        ),
        Example(
            name: "a comment behind a string stays on its line",
            text: "permit(principal,action,resource)when{\"a\"\n// b\n==1};",
            expected: """
                permit (principal, action, resource)
                when
                {
                  "a"
                  // b
                  == 1
                };

                """
        ),
        Example(
            name: "zeros before a number go away",
            text: "permit(principal,action,resource)when{000<007};",
            expected: "permit (principal, action, resource)\nwhen { 0 < 7 };\n"
        ),
        Example(
            name: "line ends of another system",
            text: "permit(principal,action,resource) // a\r\nwhen{true};\r\n// b\r\n",
            expected: "permit (principal, action, resource) // a\nwhen { true };\n// b\n"
        ),
        Example(
            name: "wide characters count twice",
            text:
                "permit(principal,action,resource)when{context.name==\"\(String(repeating: "\u{6f22}", count: 28))\"};",
            expected:
                "permit (principal, action, resource)\nwhen\n{ context.name == \"\(String(repeating: "\u{6f22}", count: 28))\" };\n"
        ),
    ]
}
