/// One request in the fast form, over the entities and policies that decide it.
///
/// Making it looks names up; deciding it then touches numbers only, allocates nothing and can be repeated. Where one
/// request comes after another, a ``Decider`` does both without allocating.
package final class CompiledRequest: Sendable {
    let form: RequestForm

    /// The request as given.
    package var source: CedarRequest { form.source }
    /// The entities that it is decided over.
    package var entities: CompiledEntities { form.entities }
    /// Whether the request is one that the schema of the entities has; nil without a schema.
    package var fitsSchema: Bool? { form.fitsSchema }

    /// Looks up what a request names.
    package init(_ source: CedarRequest, over entities: CompiledEntities) {
        form = RequestForm(source, over: entities)
    }

    /// Looks up what a request names, with a few entities that only it knows.
    ///
    /// Entities that others already are in change those too; then everything is compiled anew.
    /// - Throws: as ``Entities/adding(_:)`` does.
    package init(
        _ source: CedarRequest,
        adding others: [Entity],
        over entities: CompiledEntities
    ) throws(EntitiesError) {
        let all = try entities.source.adding(others)
        var form = RequestForm(source, over: entities)
        form.prepare(source, adding: others, in: all)
        self.form = form
    }

    /// Decides the request into a verdict, which is emptied before.
    package func decide(_ verdict: inout Verdict) { form.decide(&verdict) }

    /// The decision, with the policies that determined it and those that failed, as ``Authorizer`` gives it.
    package func authorize() -> AuthorizationResult {
        var verdict = Verdict()
        form.decide(&verdict)
        return verdict.result(of: form)
    }
}
