package import StrictJSON

/// Permitted requests whose outcome nobody knows, found at a start after a crash.
package struct OutcomeUnknownRecord: Hashable, Sendable {
    /// The indexes of the decisions.
    package let decisions: [Int64]

    /// The decisions without an outcome.
    package init(decisions: [Int64]) { self.decisions = decisions }
}

extension OutcomeUnknownRecord: EntryBody {
    package static let entryType = EntryType.outcomeUnknown

    package init(reading object: inout ClosedObject) throws(JSONError) {
        var result: [Int64] = []
        for value in try object.array("decisions") {
            guard let index = value.integer, index >= 0 else {
                throw object.fault(.wrongType, at: "decisions", "an index was expected, found \(value.kind)")
            }
            result.append(index)
        }
        decisions = result
    }

    package var json: JSONObject { ["decisions": .array(decisions.map(JSONValue.integer))] }
}
