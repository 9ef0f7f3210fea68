import Foundation
import StrictJSON
import Support
import Testing

@Suite("abeyance policy authorize")
struct PolicyAuthorizeTests {
    private static let policies = """
        @id("adults") permit (principal is User, action == Action::"view", resource) when { principal.age >= 18 };
        @id("night") forbid (principal, action, resource) when { context.night };
        @id("own") permit (principal == ?principal, action, resource in ?resource);
        """
    private static let entities = """
        [{"uid": {"type": "User", "id": "ann"}, "attrs": {"age": 30}, "parents": []},
         {"uid": {"type": "User", "id": "bob"}, "attrs": {"age": 3}, "parents": []},
         {"uid": {"type": "Photo", "id": "p"}, "attrs": {}, "parents": [{"type": "Album", "id": "a"}]}]
        """
    private static let schema = """
        entity User { age: Long };
        entity Album;
        entity Photo in [Album];
        action view appliesTo { principal: User, resource: Photo, context: { night: Bool } };
        """
    private static let links = """
        [{"templateId": "own", "newId": "bobs", "values": {"?principal": {"__entity": {"type": "User", "id": "bob"}},
          "?resource": {"__entity": {"type": "Album", "id": "a"}}}}]
        """

    /// Asks with these policies, entities and options; options that name files of the folder say `FOLDER`.
    private static func ask(
        _ principal: String,
        night: String = "false",
        _ more: [String] = [],
        changing files: [String: String] = [:],
        _ body: (Outcome) throws -> Void
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let standard = [
                "p.cedar": policies, "e.json": entities, "s.cedarschema": schema, "l.json": links,
                "c.json": "{\"night\": \(night)}",
            ]
            for (name, text) in standard.merging(files, uniquingKeysWith: { $1 }) {
                try TestFiles.write(Array(text.utf8), toPath: "\(folder)/\(name)")
            }
            let options = [
                "policy", "authorize", "--policies", "FOLDER/p.cedar", "--entities", "FOLDER/e.json",
                "--context", "FOLDER/c.json", "--principal", "User::\"\(principal)\"",
                "--action", "Action::\"view\"", "--resource", "Photo::\"p\"",
            ]
            let named = (options + more).map { $0.replacingOccurrences(of: "FOLDER", with: folder) }
            try body(try Program.run(Program.abeyance, named))
        }
    }

    @Test("0 is allowed and 2 is denied, with the policies that decided and those that failed")
    func decides() async throws {
        try await Self.ask("ann") { said in
            #expect(said.code == 0)
            let json = try JSONValue.parse(Array(said.output.utf8))
            #expect(json == ["decision": "allow", "determining": ["adults"], "errors": []])
            #expect(said.errors.isEmpty)
        }
        try await Self.ask("ann", night: "true") { said in
            #expect(said.code == 2)
            #expect(said.output.contains("\"night\""))
        }
        try await Self.ask("nobody") { said in
            #expect(said.code == 2)
            let json = try JSONValue.parse(Array(said.output.utf8))
            #expect(json["determining"] == [])
            #expect(json["errors"]?.array?.first?["policy"] == "adults")
        }
    }

    @Test("templates decide through the links of a file, and a link that does not fit is refused")
    func links() async throws {
        try await Self.ask("bob") { #expect($0.code == 2) }
        try await Self.ask("bob", ["--links", "FOLDER/l.json"]) { said in
            #expect(said.code == 0)
            #expect(said.output.contains("bobs"))
        }
        let short = Self.links.replacingOccurrences(of: "\"?resource\"", with: "\"?principle\"")
        try await Self.ask("bob", ["--links", "FOLDER/l.json"], changing: ["l.json": short]) { said in
            #expect(said.code == 1)
            #expect(said.errors.contains("/templateLinks/0"))
        }
    }

    @Test("under a schema policies, entities and requests must fit it, each told apart")
    func schema() async throws {
        let option = ["--schema", "FOLDER/s.cedarschema"]
        try await Self.ask("ann", option) { #expect($0.code == 0) }
        try await Self.ask("ann", night: "1", option) { said in
            #expect(said.failed(1, saying: "the request: context.night: expected `Bool`"))
        }
        let flawed = Self.entities.replacingOccurrences(of: "30", with: "\"30\"")
        try await Self.ask("ann", option, changing: ["e.json": flawed]) { said in
            #expect(said.failed(1, saying: "e.json", "age"))
        }
        let typo = Self.policies.replacingOccurrences(of: "principal.age", with: "principal.aje")
        try await Self.ask("ann", option, changing: ["p.cedar": typo]) { said in
            #expect(said.code == 1)
            #expect(said.output.isEmpty)
            #expect(said.errors.contains("did you mean `age`?"))
        }
    }

    @Test("a request may come whole from standard input, and policies from JSON")
    func whole() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write(Array(Self.policies.utf8), toPath: "\(folder)/p.cedar")
            let json = try Program.run("policy", "translate", "\(folder)/p.cedar")
            try TestFiles.write(Array(json.output.utf8), toPath: "\(folder)/p.json")
            let request =
                #"{"principal": "User::\"ann\"", "action": {"type": "Action", "id": "view"}, "resource": "Photo::\"p\"", "context": {"night": true}}"#
            try TestFiles.write(Array(request.utf8), toPath: "\(folder)/r.json")
            let said = try Program.run(
                "policy",
                "authorize",
                "--policies",
                "\(folder)/p.json",
                "--request",
                "-",
                input: "\(folder)/r.json"
            )
            #expect(said.code == 2)
            #expect(said.output.contains("\"determining\": [\"night\"]"))
        }
    }

    @Test(
        "what names no entity is refused, however it is dressed up",
        arguments: [
            "ann", "User::ann", "User::\"a\", action == Action::\"x\"",
            "User::\"a\", action, resource); permit(principal",
            "?principal", " ",
        ]
    )
    func entities(text: String) throws {
        let said = try Program.run(
            "policy",
            "authorize",
            "--policies",
            "/dev/null",
            "--principal=\(text)",
            "--action",
            "Action::\"view\"",
            "--resource",
            "Photo::\"p\""
        )
        #expect(said.failed(1, saying: "--principal: ", "is no entity"))
    }

    @Test("half a request, two requests and standard input twice are wrong usage")
    func usage() throws {
        #expect(
            try Program.run("policy", "authorize", "--policies", "p", "--principal", "U::\"a\"").code == 64
        )
        #expect(
            try Program.run("policy", "authorize", "--policies", "p", "--request", "r", "--context", "c").code
                == 64
        )
        #expect(try Program.run("policy", "authorize", "--policies", "-", "--request", "-").code == 64)
    }
}
