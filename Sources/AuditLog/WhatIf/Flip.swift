package import Cryptography
package import Decisions
package import StrictJSON

/// A recorded decision that another policy set decides the other way.
package struct Flip: Sendable, Hashable {
    /// The decision's index.
    package let index: Int64
    /// When it was decided.
    package let time: Timestamp
    /// Who asked.
    package let organisation: ExactString
    /// The classes of who asked, and of whom they acted for; `unregistered` alone when neither set knows them.
    package let classes: [ExactString]
    /// The operation.
    package let operation: ExactString
    /// The collection named, if any.
    package let collection: ExactString?
    /// What was decided then.
    package let then: RecordedRuling
    /// What the other set decides.
    package let now: RecordedRuling

    /// The policies of the other set that decide it, or, when none does, its reason codes.
    package var causes: [ExactString] {
        now.determining.isEmpty ? now.reasons.map(\.word) : now.determining
    }

    init(index: Int64, record: DecisionRecord, ruling: Ruling) {
        self.index = index
        time = record.facts.now
        organisation = record.facts.organisation
        operation = record.facts.operation.name
        collection = record.facts.collection
        then = record.ruling
        now = ruling.recorded
        let principals = record.principals.isEmpty ? ruling.principals : record.principals
        let named = Set(principals.flatMap { $0["classes"]?.array ?? [] }.compactMap(\.string))
        classes = named.isEmpty ? [Self.unregistered] : named.sorted()
    }

    /// The flip as a JSON object: what `audit what-if --json` prints for each.
    package var json: JSONObject {
        var object: JSONObject = [
            "index": .integer(index), "time": .timestamp(time), "organisation": .string(organisation),
            "classes": .strings(classes), "operation": .string(operation), "then": .object(then.json),
            "now": .object(now.json),
        ]
        object.appendPresent("collection", collection)
        return object
    }

    private static let unregistered: ExactString = "unregistered"
}
