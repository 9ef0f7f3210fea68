import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("policies in JSON")
struct PolicyJSONTests {
    @Test(
        "a policy text becomes the JSON that the reference engine makes of it, and comes back the same",
        .enabled(if: SharedData.isPresent("cedar/vectors"), "shared data absent")
    )
    func vectors() throws {
        var wrong: [String] = []
        var count = 0
        let rows = try JSONValue.parse(
            try SharedData.bytes("cedar/vectors/policy_parse.json"),
            limits: Self.limits
        )
        for row in rows.array ?? [] {
            guard let est = row["est"], let text = row["text"]?.string?.value, !text.contains("unknown(")
            else {
                continue
            }
            count += 1
            Self.compare(text, est, &wrong)
        }
        #expect(count > 200)
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5).joined(separator: "\n"))")
    }

    @Test(
        "every policy of the corpus becomes the reference engine's JSON and comes back the same",
        .enabled(if: SharedData.isPresent("cedar/vectors"), "shared data absent"),
        .enabled(if: FullRuns.areAsked, "a debug build without \(FullRuns.variable)")
    )
    func corpus() throws {
        let archive = try TarArchive.shared("cedar/corpus-tests.tar.gz")
        let lines = try CompressedLines.read("cedar/vectors/corpus_est_and_format.jsonl.gz")
        var wrong: [String] = []
        for line in lines {
            let row = try JSONValue.parse(line, limits: Self.limits)
            let id = try #require(row["id"]?.string)
            Self.compare(
                try archive.text("corpus-tests/\(id).cedar"),
                try #require(row["est"]),
                &wrong
            )
        }
        #expect(lines.count == 7809)
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3).joined(separator: "\n"))")
    }

    private static func compare(_ text: String, _ est: JSONValue, _ wrong: inout [String]) {
        do {
            let set = try PolicySet.parse(text, file: "policy", naming: .position, templates: .kept)
            if !same(set.json, est) { wrong.append("written: \(text)\n\(string(set.json))\n\(string(est))") }
            let read = try PolicySet(json: est.serialized(), file: "policy", templates: .kept)
            if !same(read.json, est) { wrong.append("read: \(text)\n\(string(read.json))\n\(string(est))") }
            let again = try PolicySet.parse(
                set.policies.map(\.text).joined(separator: "\n"),
                file: "again",
                naming: .position
            )
            let areAlike = zip(set.policies, again.policies).allSatisfy {
                $0.conditions.map(\.body) == $1.conditions.map(\.body)
            }
            if !areAlike || again.policies.count != set.policies.count { wrong.append("text: \(text)") }
        } catch {
            wrong.append("\(text): \(error)")
        }
    }

    /// Whether two values are alike.
    ///
    /// The order of members does not count, nor whether a list of one action is written as a list, nor whether
    /// an annotation without a value has null or the empty text.
    private static func same(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.object(let one), .object(let other)):
            let (one, other) = (plain(one), plain(other))
            return one.count == other.count
                && one.members.allSatisfy { member in
                    other[member.name].map { same(member.value, $0) } ?? false
                }
        case (.array(let one), .array(let other)):
            return one.count == other.count && zip(one, other).allSatisfy(same)
        case (.string(let text), .null), (.null, .string(let text)): return text.isEmpty
        default: return left == right
        }
    }

    private static func plain(_ object: JSONObject) -> JSONObject {
        guard object["op"] == "in", let list = object["entities"]?.array, list.count == 1 else {
            return object
        }
        var plain = JSONObject()
        for (name, value) in object.members {
            if name == "entities" { plain.set("entity", list[0]) } else { plain.set(name, value) }
        }
        return plain
    }

    private static func string(_ json: JSONValue) -> String {
        String(decoding: json.serialized(), as: UTF8.self)
    }

    private static let limits = JSONLimits(maxBytes: 64 << 20, maxDepth: 400, maxMembers: 1_000_000)

    @Test("templates are linked, links are written as links, and a set comes back the same")
    func links() throws {
        let json = Self.set(
            templates:
                #""t": {"effect": "permit", "principal": {"op": "in", "slot": "?principal"}, "action": {"op": "All"}, "resource": {"op": "is", "entity_type": "Doc", "in": {"slot": "?resource"}}, "conditions": []}"#,
            links:
                #"{"templateId": "t", "newId": "l", "values": {"?principal": {"type": "User", "id": "u"}, "?resource": {"__entity": {"type": "Doc", "id": "d"}}}}"#
        )
        let set = try PolicySet(json: [UInt8](json.utf8), file: "set.json")
        #expect(set.policies.map(\.id) == ["l"])
        #expect(set.templates.map(\.id) == ["t"])
        let request = CedarRequest(
            principal: EntityUID(type: "User", id: "u"),
            action: EntityUID(type: "Action", id: "a"),
            resource: EntityUID(type: "Doc", id: "d")
        )
        let compiled = CompiledEntities(.empty, CompiledPolicies(set))
        #expect(CompiledRequest(request, over: compiled).authorize().determining == ["l"])
        let again = try PolicySet(json: set.json.serialized(), file: "set.json")
        #expect(again.json == set.json)
        #expect(again.links == set.links)
    }

    @Test(
        "what is no policy set is refused with its place",
        arguments: [
            ("[]", "/: expected an object"), ("{\"policies\": {}}", "unknown member `policies`"),
            (Self.set(policies: #""p": {"effect": "allow"}"#), "/staticPolicies/p/effect"),
            (Self.policy(#"{"kind": "when", "body": {"Slot": "?principal"}}"#), "`Slot` is no form"),
            (Self.policy(#"{"kind": "when", "body": {"Value": 1.5}}"#), "no 64-bit integer"),
            (Self.policy(#"{"kind": "when", "body": {"Value": null}}"#), "null is no value"),
            (Self.policy(#"{"kind": "if", "body": {"Value": 1}}"#), "`when` or `unless`"),
            (Self.policy(#"{"kind": "when", "body": {"Var": "self"}}"#), "expected `principal`"),
            (Self.policy(#"{"kind": "when", "body": {"isIpv4": []}}"#), "is a method"),
            (Self.policy(#"{"kind": "when", "body": {"&&": {"left": {"Value": true}}}}"#), "`right`"),
            (
                Self.policy(
                    #"{"kind": "when", "body": {"is": {"left": {"Var": "principal"}, "entity_type": "A B"}}}"#
                ), "entity type"
            ),
            (
                Self.policy(
                    #"{"kind": "when", "body": {"like": {"left": {"Value": ""}, "pattern": ["*"]}}}"#
                ), "Wildcard"
            ),
            (Self.policy(#"{"kind": "when", "body": {"Value": true, "Var": "principal"}}"#), "one member"),
            (Self.set(links: #"{"templateId": "t", "newId": "l", "values": {}}"#), "unknown template `t`"),
            (Self.set(templates: #""p": \#(Self.plain)"#), "a policy without slots"),
            (Self.set(policies: #""p": \#(Self.plain)"#, templates: #""p": \#(Self.plain)"#), "already used"),
        ]
    )
    func refusals(_ json: String, _ part: String) {
        do {
            _ = try PolicySet(json: [UInt8](json.utf8), file: "set.json")
            Issue.record("taken: \(json)")
        } catch {
            #expect(error.description.contains(part), "\(error)")
        }
    }

    @Test("no depth of JSON crashes, and a row of a thousand tests stays shallow")
    func depth() throws {
        for depth in [50, 150, 190, 100_000] {
            for (open, close) in [("{\"!\": {\"arg\": ", "}}"), ("{\"Set\": [", "]}"), ("[", "]")] {
                let body =
                    String(repeating: open, count: depth) + "{\"Value\": true}"
                    + String(repeating: close, count: depth)
                let json = Self.policy("{\"kind\": \"when\", \"body\": \(body)}")
                let isTaken = (try? PolicySet(json: [UInt8](json.utf8), file: "deep")) != nil
                #expect(isTaken == (depth == 50 && open != "["), "\(depth) \(open)")
            }
        }
        let tests = (0..<1000).map { "context.n == \($0)" }
        let row = "permit (principal, action, resource) when { \(tests.joined(separator: " || ")) };"
        let set = try PolicySet.parse(row, file: "row")
        let read = try PolicySet(json: set.json.serialized(), file: "row")
        let request = CedarRequest(
            principal: EntityUID(type: "User", id: "u"),
            action: EntityUID(type: "Action", id: "a"),
            resource: EntityUID(type: "User", id: "u"),
            context: ["n": .long(999)]
        )
        #expect(Authorizer().authorize(request, policies: read, entities: .empty).decision == .allow)
    }

    @Test("damaged JSON is refused or read, and never anything else")
    func damaged() throws {
        var world = RandomPolicies(seed: 91, population: 4)
        var random = SeededGenerator(seed: 92)
        let set = try PolicySet.parse(world.policies(6).joined(separator: "\n"), file: "random")
        let bytes = set.json.serialized()
        var refused = 0
        for _ in 0..<3000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: damaged.remove(at: index)
                case 1: damaged[index] = UInt8.random(in: 32...126, using: &random)
                default: damaged.swapAt(index, Int.random(in: 0..<damaged.count, using: &random))
                }
            }
            guard let read = try? PolicySet(json: damaged, file: "damaged") else {
                refused += 1
                continue
            }
            #expect(try PolicySet(json: read.json.serialized(), file: "again").json == read.json)
        }
        #expect(refused > 1000)
    }

    @Test("random policies come back the same from their text and from their JSON")
    func roundTrips() throws {
        var world = RandomPolicies(seed: 90, population: 4)
        for text in world.policies(800) {
            let set = try PolicySet.parse(text, file: "random")
            let policy = try #require(set.policies.first)
            let again = try PolicySet.parse(policy.text, file: "again")
            #expect(again.policies.first?.conditions.map(\.body) == policy.conditions.map(\.body), "\(text)")
            #expect(again.json == set.json)
            let read = try PolicySet(json: set.json.serialized(), file: "read")
            #expect(read.json == set.json, "\(text)")
        }
    }

    private static let plain =
        #"{"effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"}, "resource": {"op": "All"}, "conditions": []}"#

    private static func set(policies: String = "", templates: String = "", links: String = "") -> String {
        #"{"staticPolicies": {\#(policies)}, "templates": {\#(templates)}, "templateLinks": [\#(links)]}"#
    }

    private static func policy(_ condition: String) -> String {
        set(policies: "\"p\": \(plain.dropLast(2))\(condition)]}")
    }
}
