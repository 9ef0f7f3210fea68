internal import Cedar
internal import Cryptography
internal import StrictJSON

/// One request as it is put to the policies: for the caller, and for whoever the caller acts for.
struct Question {
    let engine: Engine
    let facts: RequestFacts
    let principals: [Organisation]
    let subject: RequestSubject
    let context: CedarRecord

    /// The ruling: allowed only when every principal is.
    func ruling() -> Ruling {
        switch subject {
        case .unknown: unknownCollection()
        case .service, .collection: decided()
        }
    }

    /// Whether the ruling would allow, without making it.
    var isAllowed: Bool {
        if case .unknown = subject { return false }
        let entities = entities
        return shapeProblem == nil && principals.allSatisfy { view($0, entities).isAllowed }
    }

    private func decided() -> Ruling {
        let entities = entities
        let views = principals.map { view($0, entities) }
        let shape = shapeProblem.map {
            RecordedRuling.PolicyFault(policy: "schema.cedarschema", message: ExactString($0))
        }
        let isAllowed = shape == nil && views.allSatisfy(\.isAllowed)
        let recorded = recorded(views, shape, isAllowed: isAllowed)
        let client = isAllowed ? nil : clientView(views, recorded)
        return Ruling(
            facts: facts,
            bundle: engine.bundle.reference,
            recorded: recorded,
            principals: principals.map { Self.described($0) },
            resource: entities[subject.uid]?.json,
            context: context.json,
            entities: engine.model.digest(of: slice, in: entities),
            clientReasons: client?.reasons ?? [],
            explanation: client?.explanation
        )
    }

    private func unknownCollection() -> Ruling {
        let client = veiled()
        return Ruling(
            facts: facts,
            bundle: engine.bundle.reference,
            recorded: RecordedRuling(
                isAllowed: false,
                determining: [],
                errors: [],
                reasons: [.collectionUnknown]
            ),
            principals: principals.map { Self.described($0) },
            resource: nil,
            context: context.json,
            entities: nil,
            clientReasons: client.reasons,
            explanation: client.explanation
        )
    }

    /// The entities that the policies see.
    var entities: Entities {
        guard case .collection(let collection, let name) = subject, case .prefix = collection.names else {
            return engine.model.entities
        }
        return engine.model.adding(collection, named: name)
    }

    /// The entities that the request is about; what they are in is added by the digest.
    private var slice: [EntityUID] {
        var uids = principals.map { PolicyVocabulary.organisation($0.name) }
        uids += [PolicyVocabulary.action(facts.operation.name), subject.uid]
        if case .collection(let collection, _) = subject {
            uids.append(PolicyVocabulary.organisation(collection.owner))
        }
        return uids
    }

    /// What of the request does not fit the bundle's schema, if anything.
    var shapeProblem: String? {
        for principal in principals {
            if let problem = shapeProblem(of: principal) { return problem }
        }
        return nil
    }

    /// What of one principal's request does not fit the bundle's schema, if anything.
    func shapeProblem(of principal: Organisation) -> String? {
        do throws(EntitiesError) {
            try engine.bundle.schema.check(request(of: principal))
            return nil
        } catch {
            return error.description
        }
    }

    private func view(_ principal: Organisation, _ entities: Entities) -> PolicyView {
        PolicyView(request(of: principal), engine.bundle.policies, entities)
    }

    /// The request as policies see it for one principal.
    func request(of principal: Organisation) -> CedarRequest {
        CedarRequest(
            principal: PolicyVocabulary.organisation(principal.name),
            action: PolicyVocabulary.action(facts.operation.name),
            resource: subject.uid,
            context: context
        )
    }

    private func recorded(
        _ views: [PolicyView],
        _ shape: RecordedRuling.PolicyFault?,
        isAllowed: Bool
    ) -> RecordedRuling {
        let policies = isAllowed ? views.flatMap(\.permits) : views.flatMap(\.forbids)
        let errors = Set(views.flatMap(\.errors) + [shape].compactMap { $0 }).sorted {
            ($0.policy, $0.message) < ($1.policy, $1.message)
        }
        var reasons = isAllowed ? [] : Self.reasons(of: policies)
        if !errors.isEmpty { reasons.append(.policyError) }
        if !isAllowed, reasons.isEmpty { reasons = [.defaultDeny] }
        return RecordedRuling(
            isAllowed: isAllowed,
            determining: Set(policies.map(\.id.name)).sorted(),
            errors: errors,
            reasons: reasons
        )
    }

    /// What a client reads of a refusal.
    private func clientView(_ views: [PolicyView], _ recorded: RecordedRuling) -> ClientView {
        guard isRelated(views) else { return veiled() }
        let remedies = recorded.errors.isEmpty ? remedies() : []
        let forbids = Self.distinct(views.flatMap(\.forbids))
        if !forbids.isEmpty {
            return ClientView(recorded.reasons, Explainer.forbidden(by: forbids, remedies: remedies))
        }
        let sentence =
            recorded.errors.isEmpty
            ? "no rule permits \(facts.operation) here for `\(facts.organisation)`"
            : "a rule could not be evaluated, and what cannot be evaluated refuses"
        return ClientView(recorded.reasons, Explainer.plain(sentence, remedies: remedies))
    }

    /// Whether the client has anything to do with the resource, so that it may read why.
    private func isRelated(_ views: [PolicyView]) -> Bool {
        guard case .collection(let collection, _) = subject else { return true }
        return principals.contains { $0.name == collection.owner } || views.contains { !$0.permits.isEmpty }
    }

    /// The same answer for a collection that is not there and for one that is not the client's business.
    ///
    /// Found by asking about a collection of which nothing is known but its name.
    private func veiled() -> ClientView {
        let hidden = Question(
            engine: engine,
            facts: facts,
            principals: principals,
            subject: .unknown(name: Self.nameless),
            context: context
        )
        let forbids = Self.distinct(principals.flatMap { hidden.view($0, engine.model.entities).forbids })
        guard forbids.isEmpty else {
            return ClientView(Self.reasons(of: forbids), Explainer.forbidden(by: forbids, remedies: []))
        }
        let name = facts.collection.map { "the collection `\($0)`" } ?? "this"
        return ClientView(
            [.collectionForbidden],
            Explainer.plain("\(name) is not open to `\(facts.organisation)` for \(facts.operation)")
        )
    }

    private func remedies() -> [Remedy] {
        let search = RemedySearch(
            facts,
            jurisdiction: principals[0].jurisdiction,
            levels: engine.levels
        ) { changed in
            engine.isAllowed(changed)
        }
        return search.remedies()
    }

    private struct ClientView {
        let reasons: [ReasonCode]
        let explanation: Explanation

        init(_ reasons: [ReasonCode], _ explanation: Explanation) {
            self.reasons = reasons
            self.explanation = explanation
        }
    }

    /// Reasons in the order of the policies' ids, each once.
    private static func reasons(of policies: [Policy]) -> [ReasonCode] {
        var result: [ReasonCode] = []
        for policy in policies.sorted(by: { $0.id < $1.id }) {
            let reason = policy.annotation("reason").flatMap(ReasonCode.init(exact:)) ?? .policyError
            if !result.contains(reason) { result.append(reason) }
        }
        return result
    }

    private static func distinct(_ policies: [Policy]) -> [Policy] {
        var seen: Set<PolicyID> = []
        return policies.sorted { $0.id < $1.id }.filter { seen.insert($0.id).inserted }
    }

    private static func described(_ organisation: Organisation) -> JSONObject {
        [
            "name": .string(organisation.name), "classes": .array(organisation.classes.map(\.json)),
            "jurisdiction": .string(organisation.jurisdiction),
        ]
    }

    /// A name that no collection can have.
    private static let nameless: ExactString = ""
}
