import Cedar
import StrictJSON
import Support
import Testing

@Suite("the authorizer")
struct AuthorizerTests {
    @Test(
        "forbid beats permit, nothing permits is deny, and what fails is skipped and reported",
        arguments: [
            ("", AuthorizationResult.Decision.deny, [], []),
            (Self.permit, .allow, ["p"], []), (Self.permit + Self.forbid, .deny, ["f"], []),
            (Self.forbid, .deny, ["f"], []),
            (Self.failingForbid, .deny, [], ["e"]), (Self.permit + Self.failingForbid, .allow, ["p"], ["e"]),
            (Self.permit + Self.otherPermit, .allow, ["p", "q"], []),
            (Self.permit + Self.forbid + Self.failingForbid, .deny, ["f"], ["e"]),
        ] as [(String, AuthorizationResult.Decision, [PolicyID], [PolicyID])]
    )
    func decisions(
        _ text: String,
        _ decision: AuthorizationResult.Decision,
        _ determining: [PolicyID],
        _ errors: [PolicyID]
    ) throws {
        let result = Authorizer().authorize(
            Evaluation.request,
            policies: try PolicySet.parse(text, file: "a"),
            entities: try Evaluation.entities()
        )
        #expect(result.decision == decision)
        #expect(result.determining == determining)
        #expect(result.errors.map(\.policy) == errors)
    }

    @Test(
        "a clause that is no boolean is an error, and one behind a false clause is not evaluated",
        arguments: [
            ("when { 1 }", true), ("unless { 1 }", true), ("when { true } when { 1 }", true),
            ("when { false } when { 1 }", false), ("unless { true } when { context.nope }", false),
        ]
    )
    func clauses(_ clauses: String, _ fails: Bool) throws {
        let policies = try PolicySet.parse("permit (principal, action, resource) \(clauses);", file: "a")
        let result = Authorizer().authorize(Evaluation.request, policies: policies, entities: .empty)
        #expect(result.errors.isEmpty == !fails)
        #expect(result.decision == .deny)
    }

    @Test(
        "a scope matches what it names and what is in it",
        arguments: [
            ("principal == User::\"alice\", action, resource", true),
            ("principal == User::\"bob\", action, resource", false),
            ("principal in Group::\"everyone\", action, resource", true),
            ("principal in Group::\"none\", action, resource", false),
            ("principal is User, action, resource", true), ("principal is Group, action, resource", false),
            ("principal is User in Group::\"staff\", action, resource", true),
            ("principal is Group in Group::\"staff\", action, resource", false),
            ("principal, action == Action::\"view\", resource", true),
            ("principal, action in [], resource", false),
            ("principal, action in [Action::\"edit\", Action::\"view\"], resource", true),
            ("principal, action, resource == Photo::\"beach.jpg\"", true),
            ("principal, action, resource is Photo", true),
            ("principal, action, resource in Album::\"x\"", false),
        ]
    )
    func scopes(_ scope: String, _ matches: Bool) throws {
        let policies = try PolicySet.parse("permit (\(scope));", file: "a")
        let result = Authorizer().authorize(
            Evaluation.request,
            policies: policies,
            entities: try Evaluation.entities()
        )
        #expect(result.decision == (matches ? .allow : .deny))
    }

    @Test("the order of policies never matters, and adding a forbid never allows", arguments: 0..<20)
    func properties(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let texts = [Self.permit, Self.otherPermit, Self.forbid, Self.failingForbid, Self.neverPermit]
        let chosen = texts.filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
        func decide(_ texts: [String]) throws -> AuthorizationResult {
            Authorizer().authorize(
                Evaluation.request,
                policies: try PolicySet.parse(texts.joined(), file: "a"),
                entities: .empty
            )
        }
        let result = try decide(chosen)
        let reversed = try decide(chosen.reversed())
        #expect(result.decision == reversed.decision)
        #expect(Set(result.determining) == Set(reversed.determining))
        let more =
            "@id(\"new\") forbid (principal, action, resource) when { \(Bool.random(using: &random)) };"
        if result.decision == .deny { #expect(try decide(chosen + [more]).decision == .deny) }
    }

    private static let permit = "@id(\"p\") permit (principal, action, resource);"
    private static let otherPermit = "@id(\"q\") permit (principal, action, resource) when { true };"
    private static let neverPermit = "@id(\"n\") permit (principal, action, resource) when { false };"
    private static let forbid = "@id(\"f\") forbid (principal, action, resource);"
    private static let failingForbid =
        "@id(\"e\") forbid (principal, action, resource) when { context.nope };"
}
