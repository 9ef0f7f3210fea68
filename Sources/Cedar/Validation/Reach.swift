import StrictJSON

/// How far a value is from the request, counted in entities whose data is read on the way (RFC 76).
///
/// `principal.manager.name` reads `principal` and then its manager: the manager is at distance 1, the name at 2.
enum Reach: Sendable {
    /// A value of the request itself (0), or what was read through that many entities.
    case distance(Int)
    /// An entity that the policy names: nothing of the request leads to it, so its data is never loaded.
    case named(SourceSpan)
    /// A record written in the policy, whose parts may differ.
    case record([ExactString: Reach])
    /// The value of one branch or the other.
    indirect case either(Reach, Reach)

    /// What the request itself holds.
    static let request = Reach.distance(0)

    /// The reach of one of two values.
    func or(_ other: Reach) -> Reach {
        guard case .distance(let one) = self, case .distance(let two) = other else {
            return .either(self, other)
        }
        return .distance(max(one, two))
    }

    /// The reach of a record's attribute.
    func attribute(_ name: ExactString) -> Reach {
        switch self {
        case .distance, .named: self
        case .record(let fields): fields[name] ?? .request
        case .either(let one, let two): one.attribute(name).or(two.attribute(name))
        }
    }

    /// The greatest distance of an entity, and where entities are named that count as none.
    var distance: (value: Int, named: [SourceSpan]) {
        switch self {
        case .distance(let distance): return (distance, [])
        case .named(let span): return (0, [span])
        case .record: return (0, [])
        case .either(let one, let two):
            let (left, right) = (one.distance, two.distance)
            return (max(left.value, right.value), left.named + right.named)
        }
    }
}
