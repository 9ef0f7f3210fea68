import Cedar
import StrictJSON

/// What holds of every set of policies, however it was read.
enum PolicyPromises {
    static func check(_ set: PolicySet) throws {
        for policy in set.policies + set.templates.map(\.body) where set.links[policy.id] == nil {
            try printing(policy)
        }
        try json(set)
        guard let schema else { throw Violation("the schema of the targets is wrong") }
        _ = schema.validate(set)
        try deciding(set)
    }

    /// What is printed reads as what was printed.
    private static func printing(_ policy: Policy) throws {
        let text = policy.text
        let set = try PolicySet.parse(text, file: "printed", naming: .position, templates: .kept)
        guard let again = (set.policies + set.templates.map(\.body)).first else {
            throw Violation("nothing: \(text)")
        }
        let areAlike =
            again.effect == policy.effect && again.annotations == policy.annotations
            && again.principal == policy.principal && again.action == policy.action
            && again.resource == policy.resource && again.conditions == policy.conditions
        try Violation.unless(areAlike, "printed: \(text)")
    }

    /// JSON comes back as the same JSON; only what is too deep for JSON may be refused.
    private static func json(_ set: PolicySet) throws {
        let json = set.json
        do {
            let again = try PolicySet(json: json.serialized(), file: "json", templates: .kept)
            try Violation.unless(
                again.json == json,
                "json: \(String(decoding: json.serialized(), as: UTF8.self))"
            )
        } catch let error as PolicyJSONError {
            try Violation.unless(error.description.contains("deeper than"), error.description)
        }
    }

    /// The compiled form decides as the plain evaluator.
    private static func deciding(_ set: PolicySet) throws {
        guard let entities else { throw Violation("the entities of the targets are wrong") }
        let expected = Authorizer().authorize(request, policies: set, entities: entities)
        let compiled = CompiledEntities(entities, CompiledPolicies(set))
        let found = CompiledRequest(request, over: compiled).authorize()
        try Violation.unless(found == expected, "decided \(found), expected \(expected)")
    }

    private static let request = CedarRequest(
        principal: EntityUID(type: "User", id: "u"),
        action: EntityUID(type: "Action", id: "view"),
        resource: EntityUID(type: "Photo", id: "p"),
        context: [
            "n": .long(1), "a": .long(7), "d": .decimal(DecimalValue(tenThousandths: 12_500)),
            "s": .string("ab"),
            "deep": .record(["leaf": .bool(true)]), "x y": .set(of: [.long(1), .string("a")]),
            "t": .datetime(DatetimeValue(milliseconds: 0)),
        ]
    )
    private static let entities = try? Entities([
        Entity(
            EntityUID(type: "User", id: "u"),
            attributes: ["nick": .string("a*b"), "age": .long(3)],
            parents: [EntityUID(type: "Group", id: "g")],
            tags: ["t": .set(of: [])]
        ),
        Entity(EntityUID(type: "Group", id: "g"), parents: [EntityUID(type: "Group", id: "h")]),
    ])
    private static let schema = try? Schema.parse(SchemaTextTarget.texts[0], file: "schema")
}
