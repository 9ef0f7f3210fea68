internal import Cedar
internal import Cryptography
internal import StrictJSON

/// The context that policies see of a request, with what absence counts as.
struct ContextModel {
    /// The record that is evaluated; nil when a fact has no form in the language.
    let record: CedarRecord?

    init(_ facts: RequestFacts, caller: Organisation, actedFor: Organisation?, registry: Registry) {
        let isPolice = caller.isPolice || actedFor?.isPolice == true
        var record: CedarRecord = [
            "now": .datetime(facts.now.cedar),
            "imageSource": .string(Self.imageSource(facts.imageSource, isPolice: isPolice).word),
            "mode": .string(Self.mode(of: facts).word),
            "relabelled": .bool(isPolice && facts.isRelabelled),
            "caseNumber": .bool(facts.claims.hasCaseNumber),
            "requester": .bool(facts.claims.hasRequester),
            "supervisor": .bool(facts.claims.hasSupervisor),
            "justification": .bool(facts.claims.hasJustification),
            "review": .bool(facts.claims.hasReview),
            "emergency": .bool(false),
            "facts": .record(CedarRecord(registry.facts.map { ($0.key, CedarValue.bool($0.value)) })),
        ]
        record["purpose"] = Self.purpose(facts.purpose, of: caller).map { .string($0.word) }
        record["similarityThreshold"] = facts.similarityThreshold
            .map { .decimal(DecimalValue(tenThousandths: $0)) }
        record["maxResults"] = facts.maximumResults.map(CedarValue.long)
        record["offenceClass"] = facts.claims.offenceClass.map(CedarValue.string)
        record["warrant"] = facts.warrant.facts.map { .record(Self.warrant($0)) }
        record["onBehalfOf"] = actedFor.map { .entity(PolicyVocabulary.organisation($0.name)) }
        if let text = facts.clientAddress {
            guard let address = IPAddressValue(text.value) else {
                self.record = nil
                return
            }
            record["clientAddress"] = .ip(address)
        }
        self.record = record
    }

    /// A purpose that is not stated is the one that the bundle gives the organisation, if it gives one.
    static func purpose(_ stated: Purpose?, of caller: Organisation) -> Purpose? {
        stated ?? caller.defaultPurpose
    }

    /// A source that is not stated is unknown, and for police what is unknown counts as body-worn.
    static func imageSource(_ stated: ImageSource?, isPolice: Bool) -> ImageSource {
        let source = stated ?? .unknown
        return isPolice && source == .unknown ? .bodyWornCamera : source
    }

    /// Live when the facts say so, and whenever faces of a live stream are matched.
    static func mode(of facts: RequestFacts) -> Mode {
        facts.mode == .live ? .live : Mode(of: facts.operation, imageSource: facts.imageSource)
    }

    private static func warrant(_ facts: WarrantFacts) -> CedarRecord {
        var record: CedarRecord = [
            "kind": .string(facts.kind),
            "standard": .string(facts.standard),
            "findings": .set(of: facts.findings.map(CedarValue.string)),
            "offenceClass": .string(facts.offenceClass),
            "jurisdiction": .entity(PolicyVocabulary.jurisdiction(facts.jurisdiction)),
            "mode": .string(facts.mode.word),
            "minSimilarity": .decimal(DecimalValue(tenThousandths: facts.minimumSimilarity)),
            "notBefore": .datetime(facts.notBefore.cedar),
            "expires": .datetime(facts.expires.cedar),
            "statusChecked": .bool(facts.isStatusChecked),
        ]
        record["maxResults"] = facts.maximumResults.map(CedarValue.long)
        return record
    }
}
