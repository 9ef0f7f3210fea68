import CoreProtocol
import Cryptography
package import Decisions
package import Rekognition
package import StrictJSON
package import Warrants

/// What requests are judged by under one generation: the engine, the registry, whose warrants count.
package struct Judge: Sendable {
    /// Decides by the bundle in force.
    package let engine: Engine
    private let warrants: WarrantVerifier
    private let generation: Int64
    private let bundleActivatedAt: Int64
    private let house: House
    private let identify: @Sendable (IncomingRequest) -> Organisation?

    /// What does not change with a generation: the log's name and keys.
    package struct House: Sendable {
        /// The log's origin.
        package let origin: ExactString
        /// Makes the keyed digests of entries.
        package let digester: KeyedDigester
        /// Makes and reads page tokens.
        package let pages: PageTokens
        /// Gives 16 random bytes for a commitment.
        package let salt: @Sendable () -> [UInt8]

        /// The house's name, keys and randomness.
        package init(
            origin: ExactString,
            digester: KeyedDigester,
            pages: PageTokens,
            salt: @escaping @Sendable () -> [UInt8]
        ) {
            self.origin = origin
            self.digester = digester
            self.pages = pages
            self.salt = salt
        }
    }

    /// A generation's judge.
    ///
    /// `identify` says whose a request is by the bundle that decides here, which may be a newer one than the request was
    /// received under; without it, the organisation of the same name.
    package init(
        engine: Engine,
        warrants: WarrantVerifier,
        generation: Int64,
        bundleActivatedAt: Int64,
        house: House,
        identify: (@Sendable (IncomingRequest) -> Organisation?)? = nil
    ) {
        self.engine = engine
        self.warrants = warrants
        self.generation = generation
        self.bundleActivatedAt = bundleActivatedAt
        self.house = house
        self.identify =
            identify ?? { [registry = engine.bundle.registry] request in
                registry.organisation(named: request.organisation.name)
            }
    }

    /// Describes a request: the facts to decide on, and what to ask the core if they suffice.
    ///
    /// Never fails: what cannot be understood becomes a fault among the facts, so that it is decided and recorded too.
    package func describe(_ request: IncomingRequest) -> Work {
        var description = Description(request, by: identify(request))
        let call = description.read(pages: house.pages)
        let warrant = description.verify(by: warrants, registry: engine.bundle.registry)
        let facts = description.facts(digester: house.digester)
        let key = warrant.map { house.digester.warrant(issuer: $0.issuer, tokenID: $0.tokenID) }
        return Work(
            engine: engine,
            facts: facts,
            factsWithoutUses: warrant.map { facts.withoutUses(of: $0) },
            setting: DecisionSetting(
                requestID: request.id,
                invocationID: request.invocationID,
                generation: generation,
                bundleActivatedAt: bundleActivatedAt,
                warrantKey: key,
                personal: personal(description.stated, warrant)
            ),
            warrantUse: warrant.flatMap { warrant in
                key.map { WarrantUse(key: $0, maximum: warrant.maximumSearches) }
            },
            operation: description.error == nil ? call?.coreOperation : nil,
            answers: Answers(
                requestID: request.id,
                origin: house.origin,
                digester: house.digester,
                error: description.error,
                warrantExplanation: description.warrantExplanation,
                isUnderWarrant: warrant != nil,
                renderer: call.map { renderer($0, facts) }
            )
        )
    }

    /// Whoever acts for police gets what police get.
    private func renderer(_ call: RekognitionRequest, _ facts: RequestFacts) -> ResponseRenderer {
        let registry = engine.bundle.registry
        let parties = [facts.organisation, facts.onBehalfOf].compactMap { $0 }.map(
            registry.organisation(named:)
        )
        let rules = ReleaseRules(hasWholeScores: parties.contains { $0?.isPolice ?? true }) { [engine] name in
            !engine.visibleCollections([name], to: facts).isEmpty
        }
        return ResponseRenderer(request: call, client: facts.organisation, rules: rules, pages: house.pages)
    }

    /// What the entry carries as commitments only: what the client states of people and cases, and what the order names.
    private func personal(_ stated: StatedFacts, _ warrant: VerifiedWarrant?) -> [PersonalValue] {
        let values = stated.personal + (warrant?.personal ?? []).map { (name: $0.name, value: $0.value) }
        return values.map { PersonalValue(name: $0.name, value: $0.value, salt: house.salt()) }
    }
}

extension RequestFacts {
    /// The same facts, with the warrant as a token that failed because its uses are spent.
    fileprivate func withoutUses(of warrant: VerifiedWarrant) -> RequestFacts {
        var facts = self
        facts.warrant = .refused(
            RefusedWarrant(
                code: .usesExhausted,
                issuer: warrant.issuer,
                tokenID: warrant.tokenID,
                tokenDigest: warrant.tokenDigest
            )
        )
        return facts
    }
}
