import Cedar
import Decisions
import StrictJSON

/// What tests have seen of the policies under test.
///
/// A part of a scope counts only in requests that the other two parts let through, and a term of a clause only when it
/// was reached: seen false means that it was this that kept the policy from deciding.
package struct Coverage: Sendable {
    /// The parts of every policy, in the order of files and places.
    package var items: [CoverageItem] { order.flatMap { parts[$0] ?? [] } }
    private var parts: [Key: [CoverageItem]] = [:]
    private var order: [Key] = []

    private struct Key: Hashable {
        let file: ExactString
        let policy: ExactString
    }

    /// Nothing seen.
    package init() {}

    /// The parts that are still to be seen.
    package var missing: [CoverageItem] { items.filter { !$0.isCovered } }

    /// Notes the policies under test, so that one that no case reaches is missed too.
    mutating func add(_ policies: [Policy], from origins: [ExactString: String]) {
        for policy in policies {
            guard let file = origins[ExactString(policy.source.name)] else { continue }
            let key = Key(file: ExactString(file), policy: policy.id.name)
            guard parts[key] == nil else { continue }
            parts[key] = Self.items(of: Self.nobody.trace(of: policy), in: file)
            order.append(key)
        }
    }

    /// Notes how the policies fared for a request.
    mutating func see(_ trace: DecisionTrace, from origins: [ExactString: String]) {
        for policy in trace.principals.flatMap(\.policies) {
            guard let file = origins[ExactString(policy.policy.source.name)] else { continue }
            let key = Key(file: ExactString(file), policy: policy.id.name)
            guard var items = parts[key] else { continue }
            let seen = Self.seen(in: policy)
            guard seen.count == items.count else { continue }
            for index in items.indices { items[index].seen.formUnion(seen[index]) }
            parts[key] = items
        }
    }

    /// The parts of a policy, in the order of ``seen(in:)``.
    private static func items(of trace: PolicyTrace, in file: String) -> [CoverageItem] {
        let policy = trace.policy
        func item(
            _ part: CoverageItem.Part,
            _ span: SourceSpan,
            _ text: String,
            _ needs: CoverageItem.Ways
        )
            -> CoverageItem
        {
            let position = policy.source.position(of: span.start)
            return CoverageItem(
                policy: policy.id.name.value,
                file: file,
                place: YAMLPlace(line: position.line, column: position.column),
                part: part,
                text: text.split(whereSeparator: \.isWhitespace).joined(separator: " "),
                needs: needs
            )
        }
        let scope = trace.scope.map { part in
            item(
                part.part.coverage,
                policy.span,
                "\(part.part.coverage.rawValue) of the scope",
                part.isConstrained ? .both : []
            )
        }
        let terms = leaves(of: trace).map { leaf in
            let isConstant = if case .literal = leaf.expression.kind { true } else { false }
            return item(.term, leaf.span, trace.text(of: leaf.span), isConstant ? [] : .both)
        }
        return [item(.policy, policy.span, "the whole policy", .isTrue)] + scope + terms
    }

    /// As what each part was seen in one request.
    private static func seen(in trace: PolicyTrace) -> [CoverageItem.Ways] {
        let isMatched = if case .matched = trace.outcome { true } else { false }
        let scope = trace.scope.indices.map { index -> CoverageItem.Ways in
            let others = trace.scope.indices.filter { $0 != index }
            guard others.allSatisfy({ trace.scope[$0].holds }) else { return [] }
            return trace.scope[index].holds ? .isTrue : .isFalse
        }
        let terms = leaves(of: trace).map { leaf -> CoverageItem.Ways in
            switch leaf.value {
            case .isTrue: .isTrue
            case .isFalse: .isFalse
            case .failed, .notReached: []
            }
        }
        return [isMatched ? .isTrue : []] + scope + terms
    }

    /// A request of nobody for nothing: the shape of a trace is the same for every request.
    private static let nobody: Evaluator = {
        let nobody = EntityUID(type: "Organisation", id: "")
        let request = CedarRequest(principal: nobody, action: nobody, resource: nobody, context: [:])
        return Evaluator(request: request, entities: .empty)
    }()

    private static func leaves(of trace: PolicyTrace) -> [TermTrace] {
        trace.clauses.flatMap { $0.body.flattened.filter { $0.form == .leaf } }
    }
}

extension PolicyOutcome.Part {
    fileprivate var coverage: CoverageItem.Part {
        switch self {
        case .principal: .principal
        case .action: .action
        case .resource: .resource
        case .condition: .term
        }
    }
}
