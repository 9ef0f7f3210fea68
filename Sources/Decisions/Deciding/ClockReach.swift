internal import Cedar
package import Cryptography
internal import StrictJSON

/// How far the decisions of a bundle depend on the clock, read off its policies.
///
/// A decision depends on the clock in two ways only: through the bundle's expiry, and through `context.now`. Where every
/// policy reads `context` attribute by attribute, and `context.now` only to compare it with a written moment, each of these
/// comparisons turns at known moments. Between two neighbours of them every expression of every policy has the
/// same value, so two requests that differ in nothing but their clock value are decided alike, errors included.
package struct ClockReach: Sendable {
    /// The moments from which on a decision may be another one, in order; nil when policies use the clock in other ways.
    private let turns: [Timestamp]?

    /// The reach of an engine's bundle; takes some microseconds for each policy.
    package init(_ engine: Engine) {
        var turns: Set<Int64> = []
        if let expires = engine.bundle.about.expires { turns.insert(expires.microseconds) }
        let isKnown = engine.bundle.policies.policies.allSatisfy { policy in
            policy.conditions.allSatisfy { Self.collect($0.body, &turns) }
        }
        self.turns = isKnown ? turns.sorted().map(Timestamp.init(microseconds:)) : nil
    }

    /// The moments around one, itself included, at which a request is decided as it is then.
    ///
    /// - Returns: nil when that cannot be told; then only deciding again tells.
    package func span(around moment: Timestamp) -> Range<Timestamp>? {
        guard let turns, moment < Self.last else { return nil }
        let next = turns.firstIndex { $0 > moment } ?? turns.count
        let lower = next > 0 ? turns[next - 1] : Timestamp(microseconds: .min)
        return lower..<(next < turns.count ? turns[next] : Self.last)
    }

    /// Adds the moments at which an expression may change; false when it uses the clock in a way that is not followed.
    private static func collect(_ expression: Cedar.Expression, _ turns: inout Set<Int64>) -> Bool {
        switch expression.kind {
        case .variable(.context): return false
        case .attribute(let target, let name) where isContext(target): return name.name != now
        case .has(let target, let path) where isContext(target): return path.count == 1 || path[0].name != now
        case .binary(let comparison, let left, let right) where isComparison(comparison):
            if isNow(left), let moment = written(right) { return add(moment, &turns) }
            if isNow(right), let moment = written(left) { return add(moment, &turns) }
        default: break
        }
        return expression.parts.allSatisfy { collect($0, &turns) }
    }

    /// Policies see whole milliseconds: a comparison with one may turn where it begins and where it ends.
    private static func add(_ moment: DatetimeValue, _ turns: inout Set<Int64>) -> Bool {
        let (start, overflow) = moment.milliseconds.multipliedReportingOverflow(by: 1_000)
        let (end, overflowAgain) = start.addingReportingOverflow(1_000)
        guard !overflow, !overflowAgain else { return false }
        turns.formUnion([start, end])
        return true
    }

    private static func isContext(_ expression: Cedar.Expression) -> Bool {
        if case .variable(.context) = expression.kind { true } else { false }
    }

    private static func isNow(_ expression: Cedar.Expression) -> Bool {
        guard case .attribute(let target, let name) = expression.kind else { return false }
        return isContext(target) && name.name == now
    }

    /// The moment that an expression writes down.
    private static func written(_ expression: Cedar.Expression) -> DatetimeValue? {
        let value: CedarValue?
        switch expression.kind {
        case .literal(let literal): value = literal
        case .call(let function, let arguments):
            guard function.isConstructor, arguments.count == 1, case .literal(let text) = arguments[0].kind
            else { return nil }
            value = try? function.call([text])
        default: value = nil
        }
        if case .datetime(let moment)? = value { return moment }
        return nil
    }

    private static func isComparison(_ comparison: BinaryOperator) -> Bool {
        switch comparison {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }

    private static let now: ExactString = "now"
    private static let last = Timestamp(microseconds: .max)
}
