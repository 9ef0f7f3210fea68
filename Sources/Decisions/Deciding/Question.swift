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
    ///
    /// Without words it lacks what a client reads of a refusal, which takes many times as long as deciding.
    func ruling(withWords: Bool = true) -> Ruling {
        switch subject {
        case .unknown: unknownCollection(withWords)
        case .service, .collection: decided(withWords)
        }
    }

    /// The decision alone, as its entry carries it.
    var recorded: RecordedRuling {
        if case .unknown = subject { return Self.unknown }
        let addition = addition
        return recorded(principals.map { engine.deciders.view(request(of: $0), adding: addition) })
    }

    /// Whether the ruling would allow, without making it.
    var isAllowed: Bool {
        if case .unknown = subject { return false }
        let addition = addition
        return principals.allSatisfy { engine.deciders.isAllowed(request(of: $0), adding: addition) }
    }

    private func decided(_ withWords: Bool) -> Ruling {
        let addition = addition
        let views = principals.map { engine.deciders.view(request(of: $0), adding: addition) }
        let recorded = recorded(views)
        let isAllowed = recorded.isAllowed
        let client = isAllowed || !withWords ? nil : clientView(views, recorded)
        let surroundings = surroundings(addition)
        return Ruling(
            facts: facts,
            bundle: engine.bundle.reference,
            recorded: recorded,
            principals: surroundings.principals,
            resource: surroundings.resource,
            context: context.json,
            entities: surroundings.digest,
            clientReasons: client?.reasons ?? [],
            explanation: client?.explanation
        )
    }

    private func unknownCollection(_ withWords: Bool) -> Ruling {
        let client = withWords ? veiled() : nil
        return Ruling(
            facts: facts,
            bundle: engine.bundle.reference,
            recorded: Self.unknown,
            principals: principals.map { Self.described($0) },
            resource: nil,
            context: context.json,
            entities: nil,
            clientReasons: client?.reasons ?? [],
            explanation: client?.explanation
        )
    }

    /// What is recorded when nobody registered the collection.
    private static let unknown = RecordedRuling(
        isAllowed: false,
        determining: [],
        errors: [],
        reasons: [.collectionUnknown]
    )

    /// The entities that the policies see.
    var entities: Entities { addition?.all ?? engine.model.entities }

    /// The collection, when only a prefix registers it.
    private var addition: Deciders.Addition? {
        guard case .collection(let collection, let name) = subject, case .prefix = collection.names else {
            return nil
        }
        return engine.model.adding(collection, named: name)
    }

    /// What the entry says beside the context; worked out anew only for names that no list holds.
    private func surroundings(_ addition: Deciders.Addition?) -> Surroundings {
        guard addition == nil else { return surroundings(in: entities) }
        let key = Surroundings.Key(
            caller: principals[0].name,
            actedFor: principals.count > 1 ? principals[1].name : nil,
            operation: facts.operation.name,
            resource: subject.uid
        )
        return engine.surroundings.value(key) { surroundings(in: engine.model.entities) }
    }

    private func surroundings(in entities: Entities) -> Surroundings {
        Surroundings(
            principals: principals.map { Self.described($0) },
            resource: entities[subject.uid]?.json,
            digest: engine.model.digest(of: slice, in: entities)
        )
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

    /// The request as policies see it for one principal.
    func request(of principal: Organisation) -> CedarRequest {
        CedarRequest(
            principal: PolicyVocabulary.organisation(principal.name),
            action: PolicyVocabulary.action(facts.operation.name),
            resource: subject.uid,
            context: context
        )
    }

    private func recorded(_ views: [PolicyView]) -> RecordedRuling {
        guard !views.allSatisfy(\.isAllowed) else {
            let names = engine.deciders.names(views.map(\.permits))
            return RecordedRuling(isAllowed: true, determining: names, errors: [], reasons: [])
        }
        let forbids = views.map(\.forbids)
        let errors = errors(views)
        var reasons = Self.reasons(of: engine.deciders.policies(forbids))
        if !errors.isEmpty { reasons.append(.policyError) }
        if reasons.isEmpty { reasons = [.defaultDeny] }
        return RecordedRuling(
            isAllowed: false,
            determining: engine.deciders.names(forbids),
            errors: errors,
            reasons: reasons
        )
    }

    /// What policies, and the schema, could make nothing of; each once.
    private func errors(_ views: [PolicyView]) -> [RecordedRuling.PolicyFault] {
        var errors = Set(views.flatMap(\.errors))
        if !views.allSatisfy(\.fitsSchema), let problem = shapeProblem {
            errors.insert(.init(policy: "schema.cedarschema", message: ExactString(problem)))
        }
        return errors.sorted { ($0.policy, $0.message) < ($1.policy, $1.message) }
    }

    /// What a client reads of a refusal.
    private func clientView(_ views: [PolicyView], _ recorded: RecordedRuling) -> ClientView {
        guard isRelated(views) else { return veiled() }
        let remedies = recorded.errors.isEmpty ? remedies() : []
        let forbids = engine.deciders.policies(views.map(\.forbids))
        if !forbids.isEmpty {
            return ClientView(recorded.reasons, engine.explainer.forbidden(by: forbids, remedies: remedies))
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
        let views = principals.map { engine.deciders.view(hidden.request(of: $0), adding: nil) }
        let forbids = engine.deciders.policies(views.map(\.forbids))
        guard forbids.isEmpty else {
            return ClientView(
                Self.reasons(of: forbids),
                engine.explainer.forbidden(by: forbids, remedies: [])
            )
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

    /// Reasons in the order of the policies, each once.
    private static func reasons(of policies: [Policy]) -> [ReasonCode] {
        var result: [ReasonCode] = []
        for policy in policies {
            let reason = policy.annotation("reason").flatMap(ReasonCode.init(exact:)) ?? .policyError
            if !result.contains(reason) { result.append(reason) }
        }
        return result
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
