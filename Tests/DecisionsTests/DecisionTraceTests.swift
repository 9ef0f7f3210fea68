import Cedar
import Decisions
import StrictJSON
import Testing

@Suite("The trace of a decision")
struct DecisionTraceTests {
    @Test("it holds the ruling, and for each principal every policy of the set")
    func whole() throws {
        let engine = try WorkingSet.engine()
        var facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        facts.onBehalfOf = "metro-police"
        let trace = engine.trace(of: facts)
        #expect(trace.ruling == engine.ruling(on: facts))
        #expect(trace.principals.map(\.organisation) == ["icmec", "metro-police"])
        for principal in trace.principals {
            #expect(principal.policies.map(\.id) == engine.bundle.policies.policies.map(\.id))
            #expect(principal.schemaProblem == nil)
            #expect(principal.failed.isEmpty)
        }
        let matched = Set(
            trace.principals.flatMap { $0.matched.filter { $0.effect == .forbid } }.map(\.id.name)
        )
        #expect(Set(trace.ruling.recorded.determining) == matched)
    }

    @Test("it tells which term of which clause kept a permit from matching")
    func term() throws {
        let facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .research)
        let trace = try WorkingSet.engine().trace(of: facts)
        let permit = try #require(trace.principals.first?.policies.first { $0.id == "exempt-icmec" })
        let clause = try #require(permit.decisiveClause)
        #expect(clause.index == 0)
        #expect(
            clause.body.decisive.map { permit.text(of: $0.span) }
                == [#"["missing_child", "child_exploitation"].contains(context.purpose)"#]
        )
        #expect(permit.place(of: clause.condition.span).contains("exempt-organisations.cedar:"))
    }

    @Test("it names no principal when policy was not asked")
    func unasked() throws {
        let engine = try WorkingSet.engine()
        for facts in [
            try WorkingSet.search(by: "nobody", in: "mugshots"),
            try WorkingSet.search(by: "icmec", in: "no-such-one"),
        ] {
            let trace = engine.trace(of: facts)
            #expect(trace.principals.isEmpty)
            #expect(!trace.ruling.recorded.reasons.isEmpty)
        }
    }
}
