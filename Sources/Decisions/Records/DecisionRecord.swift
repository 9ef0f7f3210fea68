package import Cryptography
package import StrictJSON

/// The body of a decision's entry: everything that the policy saw, and what it said.
///
/// An auditor decides it again from this and the bundle alone: ``facts`` go in, and ``context``, ``entities`` and
/// ``ruling`` must come out.
package struct DecisionRecord: Hashable, Sendable {
    /// The request's id, as the client reads it.
    package let requestID: ExactString
    /// The SDK's id that links repeats.
    package let invocationID: ExactString?
    /// The gate's generation.
    package let generation: Int64
    /// The bundle that decided.
    package let bundle: BundleReference
    /// The index of the entry that activated the bundle.
    package let bundleActivatedAt: Int64
    /// The request as it was received.
    package let facts: RequestFacts
    /// Who asked, and then whom they act for: name, classes and jurisdiction as the bundle had them.
    package let principals: [JSONObject]
    /// The resource with its attributes, in Cedar's entity form; absent when policy was not asked.
    package let resource: JSONObject?
    /// The context exactly as evaluated, in Cedar's JSON form; absent when policy was not asked.
    package let context: JSONObject?
    /// The digest of the canonical JSON of the entities that were evaluated; absent when policy was not asked.
    package let entities: SHA256Digest?
    /// What was decided.
    package let ruling: RecordedRuling
    /// The keyed digest of the warrant's issuer and `jti`.
    package let warrantKey: SHA256Digest?
    /// What stands for values about people and cases, by name.
    package let commitments: [ExactString: SHA256Digest]
}

extension DecisionRecord: EntryBody {
    package static let entryType = EntryType.decision

    package init(reading object: inout ClosedObject) throws(JSONError) {
        requestID = try object.string("requestId")
        invocationID = try object.optionalString("invocationId")
        generation = try object.integer("generation", in: 0...JSONInteger.largest)
        bundle = try object.record("bundle")
        bundleActivatedAt = try object.integer("bundleActivatedAt", in: 0...JSONInteger.largest)
        facts = try object.record("facts")
        principals = try object.plainObjects("principals")
        resource = try object.optionalPlainObject("resource")
        context = try object.optionalPlainObject("context")
        entities = try object.optionalDigest("entities")
        ruling = try object.record("ruling")
        warrantKey = try object.optionalDigest("warrantKey")
        var commitments: [ExactString: SHA256Digest] = [:]
        let names = try object.optionalPlainObject("commitments")?.names ?? []
        if var reader = try object.optionalObject("commitments") {
            for name in names { commitments[name] = try reader.digest(name) }
            try reader.finish()
        }
        self.commitments = commitments
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "requestId": .string(requestID), "generation": .integer(generation),
            "bundle": .object(bundle.json),
            "bundleActivatedAt": .integer(bundleActivatedAt), "facts": .object(facts.json),
            "principals": .array(principals.map(JSONValue.object)), "ruling": .object(ruling.json),
        ]
        object.appendPresent("invocationId", invocationID)
        if let resource { object.append("resource", .object(resource)) }
        if let context { object.append("context", .object(context)) }
        object.appendPresent("entities", entities)
        object.appendPresent("warrantKey", warrantKey)
        if !commitments.isEmpty {
            var members = JSONObject()
            for (name, digest) in commitments.sorted(by: { $0.key < $1.key }) {
                members.append(name, .digest(digest))
            }
            object.append("commitments", .object(members))
        }
        return object
    }
}
