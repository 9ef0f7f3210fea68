package import StrictJSON

/// What the caller says about the case, as presence and class; the texts themselves never reach a policy.
package struct Claims: Hashable, Sendable {
    /// Whether a case number came along.
    package var hasCaseNumber = false
    /// Whether the person who asks is named.
    package var hasRequester = false
    /// Whether a supervisor is named.
    package var hasSupervisor = false
    /// Whether a justification was written.
    package var hasJustification = false
    /// Whether a review of the results by a person is promised.
    package var hasReview = false
    /// The class of the offence, an ASCII identifier of at most 64 bytes.
    package var offenceClass: ExactString?

    /// No claims.
    package init() {}
}

extension Claims: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        hasCaseNumber = try object.bool("caseNumber")
        hasRequester = try object.bool("requester")
        hasSupervisor = try object.bool("supervisor")
        hasJustification = try object.bool("justification")
        hasReview = try object.bool("review")
        offenceClass = try object.optionalString("offenceClass")
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "caseNumber": .bool(hasCaseNumber), "requester": .bool(hasRequester),
            "supervisor": .bool(hasSupervisor), "justification": .bool(hasJustification),
            "review": .bool(hasReview),
        ]
        object.appendPresent("offenceClass", offenceClass)
        return object
    }
}
