internal import Cedar
internal import StrictJSON

/// Whoever is exempt, named by a policy to its advantage, or oversees is known by pin or by an authority of its own.
///
/// Otherwise whoever can issue the others' certificates could become that organisation.
struct HolderChecks {
    private(set) var problems: [BundleProblem] = []

    init(_ registry: Registry, _ policies: PolicySet?) {
        let named = policies.map(Self.named) ?? [:]
        for organisation in registry.organisations {
            guard let standing = Self.standing(of: organisation, named) else { continue }
            for case .uri(_, let key) in organisation.identities {
                let sharing = registry.organisations.first { other in
                    other.name != organisation.name
                        && other.identities.contains { if case .uri(_, key) = $0 { true } else { false } }
                }
                guard let sharing else { continue }
                problems.append(
                    BundleProblem(
                        "organisations.json",
                        " organisation `\(organisation.name)` \(standing), and shares an authority with "
                            + "`\(sharing.name)`: a pin, or an authority of its own, was expected"
                    )
                )
            }
        }
    }

    /// What sets an organisation apart, if anything does.
    private static func standing(of organisation: Organisation, _ named: [ExactString: PolicyID]) -> String? {
        let isTrusted = organisation.classes.contains { $0 == .auditor || $0 == .overseer }
        if isTrusted || !organisation.exemptions.isEmpty { return "holds an exemption or oversees" }
        return named[organisation.name].map { "is named by the policy `\($0)`" }
    }

    /// The organisations that policies speak of by name where it can help them, each with the first such policy.
    ///
    /// Anywhere in a permit, and in the conditions of a forbid, where exemptions stand. A forbid's scope only binds.
    private static func named(_ policies: PolicySet) -> [ExactString: PolicyID] {
        var result: [ExactString: PolicyID] = [:]
        for policy in policies.policies {
            var uids = policy.conditions.flatMap { $0.body.writtenValues.compactMap(\.organisation) }
            if policy.effect == .permit {
                uids += [policy.principal.entity, policy.resource.entity].compactMap { $0 }
            }
            for uid in uids where uid.type == PolicyVocabulary.organisation {
                if result[uid.id] == nil { result[uid.id] = policy.id }
            }
        }
        return result
    }
}

extension ScopeConstraint {
    /// The entity that the scope names, if any.
    fileprivate var entity: EntityUID? {
        switch self {
        case .equal(.entity(let uid)), .isIn(.entity(let uid)), .isTypeIn(_, .entity(let uid)): uid
        default: nil
        }
    }
}

extension CedarValue {
    fileprivate var organisation: EntityUID? { if case .entity(let uid) = self { uid } else { nil } }
}
