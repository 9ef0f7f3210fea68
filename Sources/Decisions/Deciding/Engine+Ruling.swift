internal import Cedar
internal import Cryptography
internal import StrictJSON

extension Engine {
    /// What the engine says to a request, as a value that permits nothing.
    package func ruling(on facts: RequestFacts) -> Ruling {
        switch prepared(facts) {
        case .refused(let reason, let sentence): refusal(facts, reason, sentence)
        case .question(let question): question.ruling()
        }
    }

    /// Whether a request would be allowed, without words; what the search for remedies asks, and an
    /// auditor's trial of other policies.
    package func isAllowed(_ facts: RequestFacts) -> Bool {
        question(facts)?.isAllowed ?? false
    }

    /// What of a request does not fit the bundle's schema, if anything.
    func shapeProblem(of facts: RequestFacts) -> String? {
        question(facts)?.shapeProblem
    }

    /// The question that a request puts to the policies; nil when it is refused before.
    func question(_ facts: RequestFacts) -> Question? {
        if case .question(let question) = prepared(facts) { question } else { nil }
    }

    /// A request as far as it can be taken without asking policies.
    enum Prepared {
        case refused(ReasonCode, String)
        case question(Question)
    }

    /// A request as far as it can be taken without asking policies.
    func prepared(_ facts: RequestFacts) -> Prepared {
        if let fault = facts.fault {
            return .refused(fault.reason, "the request is not one that can be decided")
        }
        if case .refused(let warrant) = facts.warrant {
            let sentence = "the warrant that came with the request was refused: \(warrant.code.rawValue)"
            return .refused(.warrant(warrant.code), sentence)
        }
        if let expires = bundle.about.expires, facts.now >= expires {
            return .refused(.policyExpired, "the policy in force expired on \(expires.rfc3339)")
        }
        guard let caller = index.organisation(named: facts.organisation) else {
            return .refused(.unknownClient, "the client's organisation is not registered")
        }
        var actedFor: Organisation?
        if let name = facts.onBehalfOf {
            let isLet = name == caller.name || index.isDelegated(from: caller.name, for: name)
            guard isLet, let found = index.organisation(named: name) else {
                return .refused(
                    .onBehalfUnknown,
                    "the policy set has no delegation that lets the client act for this organisation"
                )
            }
            actedFor = found.name == caller.name ? nil : found
        }
        guard actedFor != nil || !caller.classes.contains(.intermediary) else {
            return .refused(.onBehalfUnknown, "an intermediary names the organisation that it acts for")
        }
        guard let subject = RequestSubject(facts, index) else {
            return .refused(.invalidRequest, "the operation names a collection")
        }
        let context = ContextModel(facts, caller: caller, actedFor: actedFor, registered: self.facts)
        guard let record = context.record else {
            return .refused(.policyError, "the client's address is no IP address")
        }
        let principals = [caller] + (actedFor.map { [$0] } ?? [])
        return .question(
            Question(engine: self, facts: facts, principals: principals, subject: subject, context: record)
        )
    }

    /// A refusal before policy was asked.
    func refusal(_ facts: RequestFacts, _ reason: ReasonCode, _ sentence: String) -> Ruling {
        Ruling(
            facts: facts,
            bundle: bundle.reference,
            recorded: RecordedRuling(isAllowed: false, determining: [], errors: [], reasons: [reason]),
            principals: [],
            resource: nil,
            context: nil,
            entities: nil,
            clientReasons: [reason],
            explanation: Explainer.plain(sentence)
        )
    }

    /// The purpose that a request is decided under: what it states, or what the bundle gives its organisation.
    package func effectivePurpose(of facts: RequestFacts) -> Purpose? {
        guard let caller = index.organisation(named: facts.organisation) else {
            return facts.purpose
        }
        return ContextModel.purpose(facts.purpose, of: caller)
    }

    /// The image source that a request is decided under.
    package func effectiveImageSource(of facts: RequestFacts) -> ImageSource {
        let names = [facts.organisation, facts.onBehalfOf].compactMap { $0 }
        let isPolice = names.contains { index.organisation(named: $0)?.isPolice == true }
        return ContextModel.imageSource(facts.imageSource, isPolice: isPolice)
    }
}

/// What a request is about: a registered collection, an unknown one, or the service as a whole.
enum RequestSubject {
    case service
    case collection(RegisteredCollection, name: ExactString)
    case unknown(name: ExactString)

    init?(_ facts: RequestFacts, _ index: RegistryIndex) {
        switch (facts.operation.subject, facts.collection) {
        case (.service, _): self = .service
        case (.collection, nil): return nil
        case (.collection, let name?):
            self =
                index.collection(named: name).map { .collection($0, name: name) } ?? .unknown(name: name)
        }
    }

    var uid: EntityUID {
        switch self {
        case .service: PolicyVocabulary.matching
        case .collection(_, let name), .unknown(let name): PolicyVocabulary.collection(name)
        }
    }
}
