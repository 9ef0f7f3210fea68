internal import Cedar
internal import Cryptography
internal import StrictJSON

/// The context that policies see of a request, with what absence counts as.
struct ContextModel {
    /// The record that is evaluated; nil when a fact has no form in the language.
    let record: CedarRecord?

    /// - Parameters:
    ///   - facts: the request as it was received
    ///   - caller: who asks
    ///   - actedFor: whom the caller acts for, unless for itself
    ///   - registered: what the registry says holds
    init(_ facts: RequestFacts, caller: Organisation, actedFor: Organisation?, registered: CedarRecord) {
        var address: IPAddressValue?
        if let text = facts.clientAddress {
            guard let read = IPAddressValue(text.value) else {
                record = nil
                return
            }
            address = read
        }
        let isPolice = caller.isPolice || actedFor?.isPolice == true
        let claims = facts.claims
        var fields: [CedarRecord.Field] = []
        fields.reserveCapacity(18)
        func add(_ name: ExactString, _ value: CedarValue?) {
            if let value { fields.append(CedarRecord.Field(name: name, value: value)) }
        }
        // In the order of names, which saves sorting them.
        add("caseNumber", .bool(claims.hasCaseNumber))
        add("clientAddress", address.map(CedarValue.ip))
        add("emergency", .bool(false))
        add("facts", .record(registered))
        add("imageSource", .string(Self.imageSource(facts.imageSource, isPolice: isPolice).word))
        add("justification", .bool(claims.hasJustification))
        add("maxResults", facts.maximumResults.map(CedarValue.long))
        add("mode", .string(Self.mode(of: facts).word))
        add("now", .datetime(facts.now.cedar))
        add("offenceClass", claims.offenceClass.map(CedarValue.string))
        add("onBehalfOf", actedFor.map { .entity(PolicyVocabulary.organisation($0.name)) })
        add("purpose", Self.purpose(facts.purpose, of: caller).map { .string($0.word) })
        add("relabelled", .bool(isPolice && facts.isRelabelled))
        add("requester", .bool(claims.hasRequester))
        add("review", .bool(claims.hasReview))
        add(
            "similarityThreshold",
            facts.similarityThreshold.map { .decimal(DecimalValue(tenThousandths: $0)) }
        )
        add("supervisor", .bool(claims.hasSupervisor))
        add("warrant", facts.warrant.facts.map { .record(Self.warrant($0)) })
        record = CedarRecord(fields)
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
        var fields: [CedarRecord.Field] = []
        fields.reserveCapacity(12)
        func add(_ name: ExactString, _ value: CedarValue) {
            fields.append(CedarRecord.Field(name: name, value: value))
        }
        // In the order of names, which saves sorting them.
        add("expires", .datetime(facts.expires.cedar))
        add("findings", .set(of: facts.findings.map(CedarValue.string)))
        add("jurisdiction", .entity(PolicyVocabulary.jurisdiction(facts.jurisdiction)))
        add("kind", .string(facts.kind))
        if let most = facts.maximumResults { add("maxResults", .long(most)) }
        add("minSimilarity", .decimal(DecimalValue(tenThousandths: facts.minimumSimilarity)))
        add("mode", .string(facts.mode.word))
        add("notBefore", .datetime(facts.notBefore.cedar))
        if let until = facts.noticeDelayedUntil { add("noticeDelayedUntil", .datetime(until.cedar)) }
        add("offenceClass", .string(facts.offenceClass))
        add("standard", .string(facts.standard))
        add("statusChecked", .bool(facts.isStatusChecked))
        return CedarRecord(fields)
    }
}
