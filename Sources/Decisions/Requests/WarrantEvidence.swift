package import StrictJSON

/// What a request brought by way of a warrant.
package enum WarrantEvidence: Hashable, Sendable {
    /// No token.
    case absent
    /// A token that passed every check of the verifier: the facts that a policy sees.
    case verified(WarrantFacts)
    /// A token that failed: the request is refused, never decided as if nothing had been presented.
    case refused(RefusedWarrant)

    /// The facts, when a token was verified.
    package var facts: WarrantFacts? { if case .verified(let facts) = self { facts } else { nil } }
}

extension WarrantEvidence: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        let verified = try object.optionalObject("verified")
        let refused = try object.optionalObject("refused")
        switch (verified, refused) {
        case (nil, nil): self = .absent
        case (var reader?, nil):
            self = .verified(try WarrantFacts(reading: &reader))
            try reader.finish()
        case (nil, var reader?):
            self = .refused(try RefusedWarrant(reading: &reader))
            try reader.finish()
        case (.some, .some):
            throw object.fault(.outOfRange, at: "refused", "a token is verified or refused, not both")
        }
    }

    package var json: JSONObject {
        switch self {
        case .absent: [:]
        case .verified(let facts): ["verified": .object(facts.json)]
        case .refused(let refused): ["refused": .object(refused.json)]
        }
    }
}
