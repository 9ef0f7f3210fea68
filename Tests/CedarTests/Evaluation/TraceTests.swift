import Cedar
import StrictJSON
import Testing

@Suite("Traces")
struct TraceTests {
    @Test("a trace tells the outcome that the evaluator tells, for random policies and requests")
    func agrees() throws {
        var outcomes: [String: Int] = [:]
        for seed in 100..<140 as Range<UInt64> {
            var world = RandomPolicies(seed: seed, population: 6)
            let entities = try world.entities(depth: 6)
            let set = try PolicySet.parse(world.policies(40).joined(separator: "\n"), file: "random")
            for _ in 0..<20 {
                let evaluator = Evaluator(request: world.request(), entities: entities)
                for policy in set.policies {
                    let expected = "\(evaluator.outcome(of: policy))"
                    #expect("\(evaluator.trace(of: policy).outcome)" == expected)
                    #expect("\(evaluator.trace(of: policy, reach: .everyClause).outcome)" == expected)
                    outcomes[String(expected.prefix(6)), default: 0] += 1
                }
            }
        }
        #expect(outcomes.values.allSatisfy { $0 > 100 } && outcomes.count == 3, "\(outcomes)")
    }

    @Test("the terms of a clause stand in the same places whatever the request is")
    func shape() throws {
        var world = RandomPolicies(seed: 150, population: 6)
        let entities = try world.entities(depth: 6)
        let set = try PolicySet.parse(world.policies(40).joined(separator: "\n"), file: "random")
        for policy in set.policies {
            let shapes = (0..<20).map { _ in
                let evaluator = Evaluator(request: world.request(), entities: entities)
                return evaluator.trace(of: policy).clauses.map { $0.body.flattened.map(\.span) }
            }
            #expect(Set(shapes).count == 1)
        }
    }

    @Test(
        "terms behind the one that decided are not reached, and the ones that decided are named",
        arguments: [
            ("true && 1 == 2 && 1 == 1", "false", "true false -", "1 == 2"),
            ("1 == 2 || 2 == 2 || context.gone", "true", "false true -", "2 == 2"),
            ("1 == 2 || 2 == 3", "false", "false false", "1 == 2; 2 == 3"),
            ("1 == 1 && 2 == 2", "true", "true true", "1 == 1; 2 == 2"),
            ("!(1 == 1 && 2 == 3)", "true", "false true false", "2 == 3"),
            ("1 == 1 && context.gone && true", "error", "true error -", "context.gone"),
            ("if 1 == 2 then true else 3 == 4", "false", "false - false", "1 == 2; 3 == 4"),
            ("if context.gone then true else false", "error", "error - -", "context.gone"),
            ("1 == 1 && context.n", "error", "true error", "context.n"),
            ("(1 == 1 && 1 == 2) || 2 == 2", "true", "false true false true", "2 == 2"),
        ]
    )
    func terms(_ clause: String, _ whole: String, _ below: String, _ decisive: String) throws {
        let trace = try Self.trace("permit (principal, action, resource) when { \(clause) };")
        let body = try #require(trace.clauses.first?.body)
        #expect(Self.word(body.value) == whole)
        #expect(body.flattened.dropFirst().map { Self.word($0.value) }.joined(separator: " ") == below)
        #expect(body.decisive.map { trace.text(of: $0.span) }.joined(separator: "; ") == decisive)
    }

    @Test("behind a scope that does not cover the request no clause is reached, however far the trace goes")
    func scope() throws {
        let text = "permit (principal, action == Action::\"other\", resource is Photo) when { context.gone };"
        let trace = try Self.trace(text, reach: .everyClause)
        #expect(trace.scope.map(\.holds) == [true, false, true])
        #expect(trace.scope.map(\.isConstrained) == [false, true, true])
        #expect(trace.clauses.map { Self.word($0.body.value) } == ["-"])
        #expect(trace.decisiveClause == nil)
    }

    @Test("behind a clause that does not hold the next is reached only by a trace of every clause")
    func reach() throws {
        let text = "forbid (principal, action, resource) unless { 1 == 1 } when { 2 == 2 } when { 3 == 4 };"
        let some = try Self.trace(text)
        #expect(some.clauses.map(\.holds) == [false, nil, nil])
        let all = try Self.trace(text, reach: .everyClause)
        #expect(all.clauses.map(\.holds) == [false, true, false])
        for trace in [some, all] { #expect(trace.decisiveClause?.index == 0) }
    }

    private static func trace(_ policy: String, reach: TraceReach = .asEvaluated) throws -> PolicyTrace {
        let set = try PolicySet.parse(policy, file: "test")
        let evaluator = Evaluator(request: Evaluation.request, entities: try Evaluation.entities())
        return evaluator.trace(of: try #require(set.policies.first), reach: reach)
    }

    private static func word(_ value: TermTrace.Value) -> String {
        switch value {
        case .isTrue: "true"
        case .isFalse: "false"
        case .failed: "error"
        case .notReached: "-"
        }
    }
}
