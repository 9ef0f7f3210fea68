import Foundation
import StrictJSON
import Support
import Testing

@Suite("abeyance policy on files")
struct PolicyFilesTests {
    /// Runs a body in a folder with these files.
    private static func with(
        _ files: [String: String],
        _ body: (String) async throws -> Void
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            for (name, text) in files { try TestFiles.write(Array(text.utf8), toPath: "\(folder)/\(name)") }
            try await body(folder)
        }
    }

    private static let schema = """
        entity User { age: Long, nick?: String };
        entity Photo;
        action view appliesTo { principal: User, resource: Photo, context: { night: Bool } };
        """

    // MARK: check

    @Test("check shows every problem of every file with its line and a caret under each character meant")
    func check() async throws {
        let files = [
            "s.cedarschema": Self.schema,
            "a.cedar":
                "permit (principal, action, resource)\nwhen { principal.nick == \"é\" && principal.aje > 1 };\n",
            "b.cedar": "permit (principal, action, resource) when { context.night };",
        ]
        try await Self.with(files) { folder in
            let checked = try Program.run(
                "policy",
                "check",
                "\(folder)/a.cedar",
                "\(folder)/b.cedar",
                "--schema",
                "\(folder)/s.cedarschema"
            )
            #expect(checked.code == 1)
            #expect(checked.output.contains("\(folder)/a.cedar:2:18: attribute `nick` may be absent"))
            #expect(checked.output.contains("did you mean `age`?"))
            #expect(
                checked.lines.contains { $0.hasSuffix("  | " + String(repeating: " ", count: 17) + "^^^^") }
            )
            #expect(!checked.output.contains("b.cedar"))
            #expect(checked.errors.contains("2 problems"))
        }
    }

    @Test("a folder counts as the policies in it when a schema is named, and warnings do not fail")
    func folderOfFiles() async throws {
        let files = [
            "s.cedarschema": Self.schema,
            "a.cedar": "permit (principal, action, resource) when { principal has nik };",
        ]
        try await Self.with(files) { folder in
            let checked = try Program.run("policy", "check", folder, "--schema", "\(folder)/s.cedarschema")
            #expect(checked.code == 0)
            #expect(checked.output.contains("a.cedar:1:1: warning: this policy can never match"))
            #expect(checked.output.contains("1 policy, 0 templates valid under"))
        }
    }

    @Test("without a schema only the syntax is checked, and that is said")
    func syntaxOnly() async throws {
        try await Self.with(["a.cedar": "permit (principal, action, resource) when { context.x + 1 };"]) {
            folder in
            let checked = try Program.run("policy", "check", "\(folder)/a.cedar")
            #expect(checked.code == 0)
            #expect(checked.output.contains("not checked against a schema"))
        }
    }

    @Test("--json says the same, and one object is all of standard output")
    func checkJSON() async throws {
        try await Self.with(["a.cedar": "permit (principal, action);\nforbid"]) { folder in
            let checked = try Program.run("policy", "check", "--json", "\(folder)/a.cedar")
            #expect(checked.code == 1)
            let json = try JSONValue.parse(Array(checked.output.utf8))
            let problems = try #require(json["problems"]?.array)
            #expect(json["errors"]?.integer == Int64(problems.count))
            #expect(problems.count == 2)
            #expect(problems[0]["line"] == 1)
            #expect(problems[1]["line"] == 2)
            #expect(problems.allSatisfy { $0["severity"] == "error" && $0["message"]?.string != nil })
        }
    }

    @Test("what is no text, not there, or has control characters is told safely")
    func hostile() async throws {
        try await Self.with(["a.cedar": "permit (principal, \u{1b}[31maction, resource);"]) { folder in
            let colour = try Program.run("policy", "check", "\(folder)/a.cedar")
            #expect(colour.code == 1)
            #expect(!colour.output.unicodeScalars.contains("\u{1b}"))
            try TestFiles.write([0x70, 0xff], toPath: "\(folder)/b.cedar")
            let bytes = try Program.run("policy", "check", "\(folder)/b.cedar")
            #expect(bytes.code == 2)
            #expect(bytes.errors.contains("b.cedar: not UTF-8 text"))
            #expect(
                try Program.run("policy", "check", "\(folder)/c.cedar").failed(2, saying: "cannot be opened")
            )
        }
    }

    // MARK: format

    @Test("format prints one file, names what --check would change, and --write changes it once")
    func format() async throws {
        let tidy = "permit (principal, action, resource); // kept\n"
        try await Self.with(["a.cedar": "permit(principal,action,resource);// kept", "b.cedar": tidy]) {
            folder in
            let (a, b) = ("\(folder)/a.cedar", "\(folder)/b.cedar")
            let printed = try Program.run("policy", "format", a)
            #expect(printed.code == 0)
            #expect(printed.output == tidy)
            let wanting = try Program.run("policy", "format", "--check", a, b)
            #expect(wanting.code == 1)
            #expect(wanting.lines == [a])
            let written = try Program.run("policy", "format", "--write", a, b)
            #expect(written.code == 0)
            #expect(written.lines == [a])
            #expect(try TestFiles.bytes(atPath: a) == Array(tidy.utf8))
            #expect(try Program.run("policy", "format", "--check", a, b).code == 0)
            let piped = try Program.run("policy", "format", "-", input: a)
            #expect(piped.output == tidy)
        }
    }

    @Test("format leaves a text with problems alone, and refuses options that contradict")
    func formatRefuses() async throws {
        try await Self.with(["a.cedar": "permit (principal"]) { folder in
            let path = "\(folder)/a.cedar"
            let refused = try Program.run("policy", "format", "--write", path)
            #expect(refused.code == 1)
            #expect(refused.output.isEmpty)
            #expect(refused.errors.contains("a.cedar:1:"))
            #expect(try TestFiles.bytes(atPath: path) == Array("permit (principal".utf8))
            #expect(try Program.run("policy", "format", "--write", "--check", path).code == 64)
            #expect(try Program.run("policy", "format", path, path).code == 64)
            #expect(try Program.run("policy", "format", "--write", "-").code == 64)
        }
    }

    // MARK: translate

    @Test("policies and templates come back from JSON as they were, with the names they had")
    func translate() async throws {
        let text = """
            permit (principal, action, resource)
            when { context.a like "x*" };

            @id("named")
            forbid (principal == ?principal, action, resource)
            unless { principal in [User::"a"] };

            """
        try await Self.with(["a.cedar": text]) { folder in
            let json = try Program.run("policy", "translate", "\(folder)/a.cedar")
            #expect(json.code == 0)
            try TestFiles.write(Array(json.output.utf8), toPath: "\(folder)/a.json")
            let back = try Program.run("policy", "translate", "\(folder)/a.json")
            #expect(back.code == 0)
            #expect(back.output == (try Program.run("policy", "format", "\(folder)/a.cedar")).output)
            try TestFiles.write(Array(back.output.utf8), toPath: "\(folder)/b.cedar")
            #expect(try Program.run("policy", "translate", "\(folder)/b.cedar").output == json.output)
        }
    }

    @Test(
        "a name without @id is written as one; a link, another name than @id says, and bad JSON are refused"
    )
    func translateRefuses() async throws {
        let policy =
            #"{"effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"}, "resource": {"op": "All"}, "conditions": [], "annotations": {ANNOTATIONS}}"#
        func set(_ name: String, _ annotations: String) -> String {
            let body = policy.replacingOccurrences(of: "ANNOTATIONS", with: annotations)
            return #"{"staticPolicies": {"\#(name)": \#(body)}, "templates": {}, "templateLinks": []}"#
        }
        let template = policy.replacingOccurrences(
            of: #""principal": {"op": "All"}"#,
            with: #""principal": {"op": "==", "slot": "?principal"}"#
        )
        .replacingOccurrences(of: "ANNOTATIONS", with: "")
        let files = [
            "named.json": set("mine", ""), "other.json": set("mine", #""id": "yours""#),
            "linked.json":
                #"{"staticPolicies": {}, "templates": {"t": \#(template)}, "templateLinks": [{"templateId": "t", "newId": "l", "values": {"?principal": {"__entity": {"type": "User", "id": "a"}}}}]}"#,
            "twice.json": #"{"staticPolicies": {}, "staticPolicies": {}}"#,
        ]
        try await Self.with(files) { folder in
            let named = try Program.run("policy", "translate", "\(folder)/named.json")
            #expect(named.code == 0)
            #expect(named.output.contains(#"@id("mine")"#))
            let other = try Program.run("policy", "translate", "\(folder)/other.json")
            #expect(other.failed(1, saying: "policy `mine` has another name in its `@id`"))
            let linked = try Program.run("policy", "translate", "\(folder)/linked.json")
            #expect(linked.failed(1, saying: "`l` is a link of a template"))
            let twice = try Program.run("policy", "translate", "\(folder)/twice.json")
            #expect(twice.failed(1, saying: "staticPolicies"))
        }
    }

    @Test("a schema becomes JSON and Cedar again, and means the same both times")
    func translateSchema() async throws {
        try await Self.with(["s.cedarschema": Self.schema]) { folder in
            let json = try Program.run("policy", "translate", "\(folder)/s.cedarschema")
            #expect(json.code == 0)
            try TestFiles.write(Array(json.output.utf8), toPath: "\(folder)/s.json")
            let cedar = try Program.run("policy", "translate", "--schema", "\(folder)/s.json")
            #expect(cedar.code == 0)
            try TestFiles.write(Array(cedar.output.utf8), toPath: "\(folder)/t.cedarschema")
            #expect(try Program.run("policy", "translate", "\(folder)/t.cedarschema").output == json.output)
            let wrong = try Program.run("policy", "translate", "\(folder)/s.json")
            #expect(wrong.failed(1, saying: "s.json"))
        }
    }
}
