import StrictJSON

/// Decides one request after another over the same entities and policies, in memory that it keeps.
///
/// After the first few requests it allocates nothing, names looked up and schema included. Not to be shared: each
/// thread that decides has its own.
package struct Decider: Sendable {
    private var form: RequestForm
    /// What the policies say to the last request.
    package private(set) var verdict = Verdict()

    /// A decider that has decided nothing yet.
    package init(_ entities: CompiledEntities) {
        let nobody = EntityUID(type: "", id: "")
        form = RequestForm(CedarRequest(principal: nobody, action: nobody, resource: nobody), over: entities)
    }

    /// Decides a request.
    package mutating func decide(_ request: CedarRequest) {
        form.prepare(request)
        form.decide(&verdict)
    }

    /// Decides a request with a few entities that only it knows.
    ///
    /// `all` is what ``Entities/adding(_:)`` makes of the compiled entities and the others.
    package mutating func decide(_ request: CedarRequest, adding others: [Entity], in all: Entities) {
        form.prepare(request, adding: others, in: all)
        form.decide(&verdict)
    }

    /// Whether the last request is one that the schema has; nil without a schema.
    package var fitsSchema: Bool? { form.fitsSchema }

    /// The last decision, with the policies that determined it and those that failed, as ``Authorizer`` gives it.
    package var result: AuthorizationResult { verdict.result(of: form) }
}
