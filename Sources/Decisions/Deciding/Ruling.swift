package import Cryptography
package import StrictJSON

/// What the engine says to a request: the decision, what it was made from, and why, in words.
package struct Ruling: Hashable, Sendable {
    /// The request as it was received.
    package let facts: RequestFacts
    /// The bundle that decided.
    package let bundle: BundleReference
    /// The decision as its entry carries it.
    package let recorded: RecordedRuling
    /// Who asked, and then whom they act for.
    package let principals: [JSONObject]
    /// The resource; nil when policy was not asked.
    package let resource: JSONObject?
    /// The context as evaluated; nil when policy was not asked.
    package let context: JSONObject?
    /// The digest of the entities that the request is about; nil when policy was not asked.
    package let entities: SHA256Digest?
    /// The reasons that the client may read; empty when the request is allowed.
    ///
    /// They differ from the recorded ones where those would tell whether a collection exists that the client has
    /// nothing to do with.
    package let clientReasons: [ReasonCode]
    /// Why it was refused, for the client; nil when the request is allowed.
    package let explanation: Explanation?

    /// Whether the request is allowed.
    package var isAllowed: Bool { recorded.isAllowed }

    /// The body of the decision's entry.
    package func record(in setting: DecisionSetting) -> DecisionRecord {
        DecisionRecord(
            requestID: setting.requestID,
            invocationID: setting.invocationID,
            generation: setting.generation,
            bundle: bundle,
            bundleActivatedAt: setting.bundleActivatedAt,
            facts: facts,
            principals: principals,
            resource: resource,
            context: context,
            entities: entities,
            ruling: recorded,
            warrantKey: setting.warrantKey,
            commitments: setting.personal.reduce(into: [:]) { $0[$1.name] = $1.commitment }
        )
    }

    /// The decision's entry, which commits only while the bundle that decided is in force.
    ///
    /// The warrant's use is counted only for a request that is allowed.
    package func draft(in setting: DecisionSetting, warrantUse: WarrantUse? = nil) -> EntryDraft {
        EntryDraft(
            type: .decision,
            body: record(in: setting).json,
            time: facts.now,
            warrantUse: isAllowed ? warrantUse : nil,
            requiredBundle: bundle.digest,
            personal: setting.personal
        )
    }
}
