import Cedar
import StrictJSON
import Testing

@Suite("limits")
struct LimitsTests {
    @Test("nesting beyond the limit is an error and no crash", arguments: Shape.allCases)
    func nesting(_ shape: Shape) {
        let text = shape.text(shape == .parentheses ? 100_000 : 5_000)
        let error = #expect(throws: CedarError.self) { try Expression.parse(text, file: "deep") }
        #expect(error?.diagnostics.first?.code == .limit)
        #expect(throws: CedarError.self) {
            try PolicySet.parse("permit (principal, action, resource) when { \(text) };", file: "deep")
        }
        #expect(throws: CedarError.self) {
            try PolicySet.parse("permit (principal == \(text), action, resource);", file: "deep")
        }
    }

    /// Ways to be deep.
    enum Shape: CaseIterable {
        case parentheses, sets, records, conditionals, calls, methods, indexes, sums, products, attributes,
            paths

        func text(_ count: Int) -> String {
            func times(_ part: String) -> String { String(repeating: part, count: count) }
            return switch self {
            case .parentheses: times("(") + "1" + times(")")
            case .sets: times("[")
            case .records: times("{a:")
            case .conditionals: times("if true then ")
            case .calls: times("ip(")
            case .methods: times("context.contains(")
            case .indexes: times("context[")
            case .sums: "1" + times(" + 1")
            case .products: "1" + times(" * 1")
            case .attributes: "context" + times(".a")
            case .paths: "context has a" + times(".a")
            }
        }
    }

    @Test("expressions up to the limits parse, evaluate and go away without exhausting the stack")
    func deepest() throws {
        let nested = String(repeating: "(1 + ", count: 99) + "1" + String(repeating: ")", count: 99)
        #expect(try Evaluation.text(nested) == "100")
        #expect(try Evaluation.text("1" + String(repeating: " + 1", count: 398)) == "399")
        let sets = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(try Evaluation.text("\(sets) == \(sets)") == "true")
        let conditionals =
            String(repeating: "if true then ", count: 99) + "1" + String(repeating: " else 2", count: 99)
        #expect(try Evaluation.text(conditionals) == "1")
    }

    @Test("long lists of alternatives are no depth")
    func wide() throws {
        #expect(
            try Evaluation.text("false" + String(repeating: " || false", count: 20_000) + " || true")
                == "true"
        )
        #expect(try Evaluation.text("true" + String(repeating: " && true", count: 20_000)) == "true")
    }

    @Test("a policy file of 50 MB is refused at once")
    func hugeFile() {
        let text = String(repeating: "permit (principal, action, resource);\n", count: 1_400_000)
        let error = #expect(throws: CedarError.self) { try PolicySet.parse(text, file: "huge.cedar") }
        #expect(error?.diagnostics.map(\.code) == [.limit])
    }

    @Test("a context or entity 10,000 deep is refused")
    func deepJSON() {
        let deep = String(repeating: "{\"a\":", count: 10_000) + "1" + String(repeating: "}", count: 10_000)
        #expect(throws: EntitiesError.self) { try CedarRecord(contextJSON: [UInt8](deep.utf8)) }
        let entity = "[{\"uid\":{\"type\":\"A\",\"id\":\"\"},\"attrs\":{\"x\":\(deep)},\"parents\":[]}]"
        #expect(throws: EntitiesError.self) { try Entities(json: [UInt8](entity.utf8)) }
    }

    @Test("a long chain of entities is closed without recursion, and one too long is refused")
    func longChain() throws {
        func chain(_ length: Int) throws -> Entities {
            let uids = (0..<length).map { EntityUID(type: "Group", id: ExactString("\($0)")) }
            return try Entities(zip(uids, uids.dropFirst()).map { Entity($0, parents: [$1]) })
        }
        let first = EntityUID(type: "Group", id: "0")
        let last = EntityUID(type: "Group", id: "799")
        #expect(try chain(800).isEntity(first, in: last))
        #expect(try !chain(800).isEntity(last, in: first))
        let error = #expect(throws: EntitiesError.self) {
            try Entities(
                (1...10).map { Entity(EntityUID(type: "User", id: ExactString("\($0)")), parents: [last]) },
                maxAncestors: 9
            )
        }
        #expect(error?.code == .limit)
    }

    @Test("reading stops at the limit of problems")
    func manyProblems() {
        let text = String(repeating: "permit (principal, action, resource) when { foo };", count: 1000)
        let error = #expect(throws: CedarError.self) { try PolicySet.parse(text, file: "a") }
        #expect(error?.diagnostics.count == SyntaxLimits.standard.maxDiagnostics)
    }
}
