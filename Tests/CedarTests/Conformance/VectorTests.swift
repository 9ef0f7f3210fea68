import Cedar
import StrictJSON
import Support
import Testing

@Suite("the reference engine's vectors")
struct VectorTests {
    @Test(
        "an expression parses exactly when the reference engine parses it",
        .enabled(if: SharedData.isPresent("cedar/vectors"), "shared data absent")
    )
    func expressions() throws {
        var wrong: [String] = []
        let rows = try Self.rows("expr_parse.json")
        #expect(rows.count == 1012)
        for row in rows {
            let text = row["expr"]?.string?.value ?? ""
            let accepts = row["accept"]?.bool
            do {
                _ = try Expression.parse(text, file: "expr")
                if accepts == false { wrong.append("accepted: \(text)") }
            } catch {
                if accepts == true { wrong.append("refused: \(text): \(error)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test(
        "a policy text parses exactly when the reference engine parses it, and templates are told apart",
        .enabled(if: SharedData.isPresent("cedar/vectors"), "shared data absent")
    )
    func policies() throws {
        var wrong: [String] = []
        var exceptions: [String] = []
        let rows = try Self.rows("policy_parse.json")
        #expect(rows.count == 508)
        for row in rows {
            let text = row["text"]?.string?.value ?? ""
            let accepts = row["accept"]?.bool
            do {
                let set = try PolicySet.parse(text, file: "policy", naming: .position, templates: .kept)
                if accepts == false { wrong.append("accepted: \(text)") }
                let templates = row["est"]?["templates"]?.object?.names ?? []
                let policies = row["est"]?["staticPolicies"]?.object?.names ?? []
                if Set(templates) != Set(set.templates.map(\.id.name)) {
                    wrong.append("templates of \(text)")
                }
                if Set(policies) != Set(set.policies.map(\.id.name)) { wrong.append("policies of \(text)") }
                if !templates.isEmpty, (try? PolicySet.parse(text, file: "policy")) != nil {
                    wrong.append("template not refused: \(text)")
                }
            } catch {
                if accepts == true {
                    exceptions.append(text.split { $0.isWhitespace }.joined(separator: " "))
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        // `unknown` belongs to the reference engine's partial evaluation, not to the language: Docs/Cedar.md.
        #expect(exceptions == ["permit(principal,action,resource) when { unknown(\"foo\") };"])
    }

    @Test(
        "a constructor of an extension type takes exactly what the reference engine takes",
        .enabled(if: SharedData.isPresent("cedar/vectors"), "shared data absent"),
        arguments: [ExtensionFunction.decimal, .ip, .datetime, .duration]
    )
    func constructors(_ function: ExtensionFunction) throws {
        for row in try Self.rows("\(function.rawValue)_ctor.json") {
            let text = row["arg"]?.string ?? ""
            let accepts = row["result"]?.string == "ok"
            let isTaken = (try? function.call([.string(text)])) != nil
            #expect(isTaken == accepts, "\(text)")
        }
    }

    @Test(
        "values of extension types compare as in the reference engine",
        .enabled(if: SharedData.isPresent("cedar/vectors"), "shared data absent"),
        arguments: [
            (ExtensionFunction.decimal, "context.a.lessThan(context.b)"),
            (.ip, "context.a.isInRange(context.b)"), (.datetime, "context.a < context.b"),
            (.duration, "context.a < context.b"),
        ]
    )
    func pairs(_ function: ExtensionFunction, _ operation: String) throws {
        let file = try Self.json("\(function.rawValue)_pairs.json")
        let rows = try #require(file["rows_a_b_eq_op"]?.array)
        #expect(rows.count == 1040)
        let equality = try Expression.parse("context.a == context.b", file: "pair")
        let order = try Expression.parse(operation, file: "pair")
        for row in rows {
            let cells = try #require(row.array).map { $0.string ?? "" }
            let evaluator = Evaluator(
                request: CedarRequest(
                    principal: EntityUID(type: "User", id: ""),
                    action: EntityUID(type: "Action", id: ""),
                    resource: EntityUID(type: "User", id: ""),
                    context: [
                        "a": try function.call([.string(cells[0])]),
                        "b": try function.call([.string(cells[1])]),
                    ]
                ),
                entities: .empty
            )
            #expect(Self.text { try evaluator.evaluate(equality) } == cells[2].value, "\(cells)")
            #expect(Self.text { try evaluator.evaluate(order) } == cells[3].value, "\(cells)")
        }
    }

    private static func text(_ body: () throws -> CedarValue) -> String {
        (try? body().description) ?? "error"
    }

    private static func rows(_ file: String) throws -> [JSONValue] { try #require(try json(file).array) }

    private static func json(_ file: String) throws -> JSONValue {
        try JSONValue.parse(
            try SharedData.bytes("cedar/vectors/\(file)"),
            limits: JSONLimits(maxDepth: 128, maxMembers: 1_000_000)
        )
    }
}
