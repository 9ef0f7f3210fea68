import StrictJSON

/// Attributes and tags.
extension TypeChecker {
    /// `e has a.b.c` means `e has a && e.a has b && e.a.b has c`, without typing a part twice.
    mutating func has(_ operand: Expression, _ path: [AttributeName]) -> Typing {
        var target = operand
        var subject = typing(operand)
        var truth = SchemaType.Truth.always
        var proved: Capabilities = []
        for (index, name) in path.enumerated() {
            let capability = Typing.Capability(target: target, key: .attribute(name.name))
            let step = has(name, target, subject, isKnown: known.contains(capability))
            if step == .present || step == .tested { proved.insert(capability) }
            if step == .absent { return .bool(.never) }
            if step != .present { truth = .any }
            guard index + 1 < path.count else { break }
            subject = attribute(name, of: target, subject, isKnown: step == .present || step == .tested)
            target = Expression(.attribute(target, name), operand.span.joined(name.span))
        }
        return .bool(truth, proved)
    }

    /// What a `has` comes to.
    private enum Presence {
        /// Always there, never there, there when the test says so, or there without its type being known then.
        case present, absent, tested, unknown
    }

    private mutating func has(
        _ name: AttributeName,
        _ target: Expression,
        _ subject: Typing,
        isKnown: Bool
    ) -> Presence {
        guard let type = subject.type else { return .unknown }
        var isCertain = isKnown
        switch type {
        case .record(let shape): if shape[name.name]?.isRequired == true { isCertain = true }
        // An entity may be unknown altogether, so even a required attribute may be absent.
        case .entity, .anyEntity: _ = read(subject.reach, at: name.span)
        default:
            reportMismatch("an entity or a record", type, target)
            return .unknown
        }
        guard declared(name.name, in: type) != nil else {
            if mayHave(name.name, type) { return .unknown }
            absent[name.span] = absent[name.span] ?? (name.name, type)
            return .absent
        }
        present.insert(name.span)
        return isCertain ? .present : .tested
    }

    /// An attribute that is there, by its declaration or because a `has` before says so.
    mutating func attribute(
        _ name: AttributeName,
        of operand: Expression,
        _ subject: Typing,
        isKnown: Bool? = nil
    ) -> Typing {
        guard let type = subject.type else { return Typing(type: nil) }
        let reach: Reach
        if case .record = type {
            reach = subject.reach.attribute(name.name)
        } else if type.entityTypes != nil {
            reach = read(subject.reach, at: name.span)
        } else {
            reportMismatch("an entity or a record", type, operand)
            return Typing(type: nil)
        }
        guard let attribute = declared(name.name, in: type) else {
            reportUnknown(name, type)
            return Typing(type: nil)
        }
        guard !attribute.isRequired else { return Typing(type: attribute.type, reach: reach) }
        let isKnown =
            isKnown ?? known.contains(Typing.Capability(target: operand, key: .attribute(name.name)))
        if !isKnown {
            report("attribute `\(name.name)` may be absent, test it with `has` first", at: name.span)
        }
        return Typing(type: attribute.type, reach: reach)
    }

    /// What is known of an attribute; of one of several entity types, what all of them declare.
    private func declared(_ name: ExactString, in type: SchemaType) -> RecordShape.Attribute? {
        if case .record(let shape) = type { return shape[name] }
        var found: RecordShape.Attribute?
        for entity in type.entityTypes ?? [] {
            guard let next = schema.entityTypes[entity]?.shape[name] else { return nil }
            guard let before = found else {
                found = next
                continue
            }
            guard let joined = before.type.joined(next.type, mode) else { return nil }
            found = .init(name: name, type: joined, isRequired: before.isRequired && next.isRequired)
        }
        return found
    }

    /// Whether a value may have an attribute of which the type says nothing for certain.
    private func mayHave(_ name: ExactString, _ type: SchemaType) -> Bool {
        if case .record(let shape) = type { return shape.isOpen }
        return (type.entityTypes ?? []).contains { schema.entityTypes[$0]?.shape[name] != nil }
    }

    private mutating func reportUnknown(_ name: AttributeName, _ type: SchemaType) {
        if case .entity(let entity) = type, schema.isActionType(entity) {
            report("actions have no attributes", at: name.span)
            return
        }
        if mayHave(name.name, type) {
            report(
                "attribute `\(name.name)` is not in every `\(type)`, or has several types",
                at: name.span
            )
            return
        }
        let hint = Suggestion.clause(for: name.name.value, among: attributeNames(type))
        report("unknown attribute `\(name.name)`\(hint)", at: name.span)
    }

    /// The attributes that values of a type can have.
    func attributeNames(_ type: SchemaType) -> [String] {
        if case .record(let shape) = type { return shape.attributes.map(\.name.value) }
        let shapes = (type.entityTypes ?? []).compactMap { schema.entityTypes[$0]?.shape }
        return shapes.flatMap { $0.attributes.map(\.name.value) }
    }

    // MARK: Tags

    mutating func hasTag(
        _ left: Expression,
        _ right: Expression,
        _ span: SourceSpan
    ) -> Typing {
        let subject = entity(left)
        expect(.string, right)
        guard let types = subject.type?.entityTypes else { return .bool(.any) }
        _ = read(subject.reach, at: span)
        guard types.contains(where: { schema.entityTypes[$0]?.tags != nil }) else { return .bool(.never) }
        let capability = Typing.Capability(target: left, key: .tag(right))
        return known.contains(capability) ? .bool(.always) : .bool(.any, [capability])
    }

    mutating func getTag(
        _ left: Expression,
        _ right: Expression,
        _ span: SourceSpan
    ) -> Typing {
        let subject = entity(left)
        expect(.string, right)
        guard let type = subject.type, let names = type.entityTypes else { return Typing(type: nil) }
        let reach = read(subject.reach, at: span)
        // Of one of several types, only those with tags can have passed the `hasTag` before.
        let tags = Set(names.compactMap { schema.entityTypes[$0]?.tags })
        guard !tags.isEmpty else {
            report("entities of type `\(type)` have no tags", at: span)
            return Typing(type: nil)
        }
        guard known.contains(Typing.Capability(target: left, key: .tag(right))) else {
            report("the tag may be absent, test it with `hasTag` first", at: span)
            return Typing(type: nil)
        }
        let joined = tags.reduce(SchemaType?.some(.never)) { $0?.joined($1, mode) }
        if joined == nil { report("the tags of `\(type)` have several types", at: span) }
        return Typing(type: joined, reach: reach)
    }
}
