internal import Cedar
internal import Cryptography
internal import StrictJSON

/// Decides requests under one bundle; the gate and the auditor's replay use the same code.
///
/// Pure: everything that a decision depends on is in the bundle or in the facts, the time too.
package struct Engine: Sendable {
    /// The bundle that decides.
    package let bundle: Bundle
    let index: RegistryIndex
    let model: EntityModel
    let levels: PolicyLevels
    let deciders: Deciders
    let surroundings = Surroundings.Memo()
    let explainer: Explainer
    /// What the registry says holds, as policies see it.
    let facts: CedarRecord

    /// An engine for a bundle; refused when what the registry says does not fit the bundle's schema.
    package init(_ bundle: Bundle) throws(BundleError) {
        self.bundle = bundle
        index = RegistryIndex(bundle.registry)
        levels = PolicyLevels(bundle.policies)
        explainer = Explainer(bundle.policies)
        do throws(EntitiesError) {
            model = try EntityModel(bundle.registry)
            try bundle.schema.check(model.entities)
            try bundle.schema.check(try model.samples(of: bundle.registry.collections))
        } catch {
            throw BundleError([BundleProblem("schema.cedarschema", " \(error)")])
        }
        facts = CedarRecord(bundle.registry.facts.map { ($0.key, CedarValue.bool($0.value)) })
        deciders = Deciders(bundle.policies, model.entities, bundle.schema)
        try checkContext()
    }

    /// Puts one request to the schema, so that a context of another shape is found at load and not by every request.
    private func checkContext() throws(BundleError) {
        guard let operation = OperationCatalogue.operation(named: "ListCollections"),
            let client = bundle.registry.delegations.first?.from
                ?? bundle.registry.organisations.first(where: { !$0.classes.contains(.intermediary) })?.name
        else { return }
        let facts = RequestFacts(
            now: Timestamp(seconds: 0),
            organisation: client,
            certificate: bundle.digest,
            operation: operation,
            onBehalfOf: bundle.registry.delegations.first?.for
        )
        guard let problem = shapeProblem(of: facts) else { return }
        throw BundleError([BundleProblem("schema.cedarschema", " \(problem)")])
    }

    /// Decides a request; only a permitted one yields a permit, and only here is one made.
    package func decide(_ facts: RequestFacts) -> Decided {
        let ruling = ruling(on: facts)
        return ruling.isAllowed ? .permitted(Permit(ruling: ruling)) : .refused(Refusal(ruling: ruling))
    }
}

/// The engine's answer to a request.
package enum Decided: ~Copyable, Sendable {
    /// It may go on, once the decision is recorded.
    case permitted(Permit)
    /// It ends here, once the decision is recorded.
    case refused(Refusal)
}

/// The proof that the engine allowed one request; it cannot be copied, and nothing but the engine makes one.
package struct Permit: ~Copyable, Sendable {
    /// What the engine said.
    package let ruling: Ruling

    fileprivate init(ruling: Ruling) { self.ruling = ruling }
}

/// What the engine said to a request that it did not allow.
package struct Refusal: Sendable {
    /// What the engine said; never allowed.
    package let ruling: Ruling

    fileprivate init(ruling: Ruling) { self.ruling = ruling }
}
