internal import Cedar
internal import StrictJSON

/// What the policies say to one principal's request; policies by their position in the set.
struct PolicyView: Sendable {
    /// The forbids that matched, in the order of their ids.
    let forbids: [Int]
    /// The permits that matched, in the order of their ids.
    let permits: [Int]
    /// The policies that have no value for the request, in the order of their ids.
    let errors: [RecordedRuling.PolicyFault]
    /// Whether the request is one that the schema has.
    let fitsSchema: Bool

    /// Deny on error: unlike the language alone, a policy without a value refuses the request.
    var isAllowed: Bool { fitsSchema && forbids.isEmpty && errors.isEmpty && !permits.isEmpty }
}
