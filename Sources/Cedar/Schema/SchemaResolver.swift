import StrictJSON

/// Looks up the names of a schema and closes its hierarchies.
///
/// A plain name means, in this order: a common type or an entity type of its own namespace, then of the empty
/// namespace, then a type of the language. Within one namespace a common type goes before an entity type.
struct SchemaResolver {
    private let declarations: SchemaDeclarations
    private let source: SourceFile
    private var problems: [CedarDiagnostic] = []
    private var entities: [ExactString: SchemaDeclarations.EntityDeclaration] = [:]
    private var commonTypes: [ExactString: SchemaDeclarations.TypeDeclaration] = [:]
    private var actions: [EntityUID: SchemaDeclarations.ActionDeclaration] = [:]
    private var resolved: [ExactString: Measured] = [:]
    private var open: Set<ExactString> = []
    private var ancestors = 0

    /// The schema that declarations describe.
    ///
    /// - Throws: every problem found.
    static func resolve(
        _ declarations: SchemaDeclarations,
        source: SourceFile
    ) throws(CedarError) -> Schema {
        var resolver = SchemaResolver(declarations, source)
        resolver.collect()
        let entityTypes = resolver.entityTypes()
        let actions = resolver.actionDefinitions()
        resolver.limitEnvironments(actions)
        guard resolver.problems.isEmpty else {
            throw CedarError(resolver.problems.sorted { $0.span.start < $1.span.start })
        }
        return Schema(entityTypes: entityTypes, actions: actions, declarations: declarations)
    }

    private init(_ declarations: SchemaDeclarations, _ source: SourceFile) {
        self.declarations = declarations
        self.source = source
    }

    // MARK: Declared names

    private mutating func collect() {
        for entity in declarations.entities {
            if entity.name.text == "Action" {
                report("`Action` names the actions' own type", at: entity.name.span)
            }
            if entities.updateValue(entity, forKey: Self.full(entity.name)) != nil {
                report(
                    "entity type `\(entity.name.text)` is declared twice",
                    .duplicate,
                    at: entity.name.span
                )
            }
        }
        for type in declarations.types {
            if Self.reservedTypeNames.contains(type.name.text) {
                report(
                    "`\(type.name.text)` is a word of the schema language",
                    .reservedWord,
                    at: type.name.span
                )
            }
            if commonTypes.updateValue(type, forKey: Self.full(type.name)) != nil {
                report("type `\(type.name.text)` is declared twice", .duplicate, at: type.name.span)
            }
        }
        for action in declarations.actions where actions.updateValue(action, forKey: Self.uid(action)) != nil
        {
            report("action `\(action.id)` is declared twice", .duplicate, at: action.span)
        }
        refuseShadowing()
    }

    /// A namespace may not reuse a name of the empty namespace: references to it would change their meaning.
    private mutating func refuseShadowing() {
        for name in declarations.entities.map(\.name) + declarations.types.map(\.name)
        where !name.namespace.isEmpty {
            let plain = ExactString(name.text)
            guard entities[plain] != nil || commonTypes[plain] != nil else { continue }
            report("`\(name.text)` is also declared outside of namespace `\(name.namespace)`", at: name.span)
        }
        for action in declarations.actions where !action.namespace.isEmpty {
            guard actions[EntityUID(type: "Action", id: action.id)] != nil else { continue }
            report(
                "action `\(action.id)` is also declared outside of namespace `\(action.namespace)`",
                at: action.span
            )
        }
    }

    private static func full(_ name: SchemaDeclarations.Name) -> ExactString {
        qualified(name.text, in: name.namespace)
    }

    private static func qualified(_ name: String, in namespace: String) -> ExactString {
        ExactString(namespace.isEmpty ? name : "\(namespace)::\(name)")
    }

    private static func uid(_ action: SchemaDeclarations.ActionDeclaration) -> EntityUID {
        EntityUID(type: qualified("Action", in: action.namespace), id: action.id)
    }

    // MARK: Types

    /// A type with how deep and how large it is when written out; sharing keeps it small only in memory.
    private struct Measured {
        let type: SchemaType
        var depth = 1
        var weight = 1
    }

    private mutating func type(_ written: SchemaDeclarations.WrittenType) -> Measured? {
        switch written {
        case .name(let name): return namedType(name)
        case .entity(let name): return entityName(name).map { Measured(type: .entity($0)) }
        case .builtin(let type): return Measured(type: type)
        case .set(let element):
            guard let inner = type(element) else { return nil }
            return Measured(type: .set(inner.type), depth: inner.depth + 1, weight: inner.weight + 1)
        case .record(let attributes):
            let (shape, depth, weight) = measuredShape(attributes)
            return Measured(type: .record(shape), depth: depth + 1, weight: weight + 1)
        }
    }

    private mutating func shape(_ attributes: [SchemaDeclarations.WrittenAttribute]) -> RecordShape {
        measuredShape(attributes).shape
    }

    private mutating func measuredShape(
        _ attributes: [SchemaDeclarations.WrittenAttribute]
    ) -> (shape: RecordShape, depth: Int, weight: Int) {
        var result: [RecordShape.Attribute] = []
        var depth = 0
        var weight = 0
        for attribute in attributes {
            guard let inner = type(attribute.type) else { continue }
            depth = max(depth, inner.depth)
            weight += inner.weight
            guard depth <= Self.maxTypeDepth, weight <= Self.maxTypeWeight else {
                report(
                    "the type of `\(attribute.name)` is too large when written out",
                    .limit,
                    at: attribute.span
                )
                return (.empty, 0, 0)
            }
            result.append(.init(name: attribute.name, type: inner.type, isRequired: attribute.isRequired))
        }
        return (RecordShape(result), depth, weight)
    }

    private mutating func namedType(_ name: SchemaDeclarations.Name) -> Measured? {
        for candidate in candidates(name) {
            if commonTypes[candidate] != nil { return commonType(candidate, at: name.span) }
            if entities[candidate] != nil { return Measured(type: .entity(candidate)) }
        }
        let isOwn = name.parts.count == 2 && name.parts[0] == ReservedWord.namespace
        if name.parts.count == 1 || isOwn, let type = Self.builtin(name.parts[name.parts.count - 1]) {
            return Measured(type: type)
        }
        let known = Array(entities.keys) + Array(commonTypes.keys) + Self.builtinNames.map { ExactString($0) }
        reportUnknown("type", name.text, among: known, at: name.span)
        return nil
    }

    private func candidates(_ name: SchemaDeclarations.Name) -> [ExactString] {
        guard name.parts.count == 1, !name.namespace.isEmpty else { return [ExactString(name.text)] }
        return [Self.full(name), ExactString(name.text)]
    }

    private mutating func commonType(_ name: ExactString, at span: SourceSpan) -> Measured? {
        if let known = resolved[name] { return known }
        guard let declaration = commonTypes[name] else { return nil }
        guard open.count < Self.maxTypeDepth else {
            report("types nested deeper than \(Self.maxTypeDepth) levels", .limit, at: span)
            return nil
        }
        guard open.insert(name).inserted else {
            report("type `\(name)` contains itself", at: span)
            return nil
        }
        defer { open.remove(name) }
        guard let type = type(declaration.type) else { return nil }
        guard type.depth <= Self.maxTypeDepth else {
            report("type `\(name)` is deeper than \(Self.maxTypeDepth) levels", .limit, at: span)
            return nil
        }
        resolved[name] = type
        return type
    }

    private mutating func entityName(_ name: SchemaDeclarations.Name) -> ExactString? {
        if let found = candidates(name).first(where: { entities[$0] != nil }) { return found }
        reportUnknown("entity type", name.text, among: Array(entities.keys), at: name.span)
        return nil
    }

    // MARK: Definitions

    private mutating func entityTypes() -> [ExactString: EntityTypeDefinition] {
        for name in commonTypes.keys.sorted() {
            guard let span = commonTypes[name]?.name.span else { continue }
            _ = commonType(name, at: span)
        }
        var parents: [ExactString: Set<ExactString>] = [:]
        for (name, entity) in entities {
            var direct: Set<ExactString> = []
            for parent in entity.parents { if let found = entityName(parent) { direct.insert(found) } }
            parents[name] = direct
        }
        var result: [ExactString: EntityTypeDefinition] = [:]
        for (name, entity) in entities {
            result[name] = EntityTypeDefinition(
                name: name,
                ancestors: reachable(from: name, parents, at: entity.name.span),
                shape: shape(of: entity),
                tags: entity.tags.flatMap { type($0)?.type },
                ids: entity.ids.map(Set.init)
            )
        }
        return result
    }

    private mutating func shape(of entity: SchemaDeclarations.EntityDeclaration) -> RecordShape {
        guard let written = entity.shape else { return shape(entity.attributes) }
        guard let type = type(written)?.type else { return .empty }
        guard case .record(let shape) = type else {
            report(
                "the shape of `\(entity.name.text)` must be a record, found `\(type)`",
                at: entity.name.span
            )
            return .empty
        }
        return shape
    }

    private mutating func actionDefinitions() -> [EntityUID: ActionDefinition] {
        var groups: [EntityUID: Set<EntityUID>] = [:]
        for (uid, action) in actions {
            var direct: Set<EntityUID> = []
            for group in action.groups {
                if let found = actionGroup(group, of: action) { direct.insert(found) }
            }
            groups[uid] = direct
        }
        var result: [EntityUID: ActionDefinition] = [:]
        for (uid, action) in actions {
            let ancestors = reachable(from: uid, groups, at: action.span)
            if ancestors.contains(uid) { report("action `\(action.id)` is in itself", at: action.span) }
            result[uid] = ActionDefinition(
                uid: uid,
                ancestors: ancestors,
                principals: entityNames(action.appliesTo?.principals),
                resources: entityNames(action.appliesTo?.resources),
                context: context(action)
            )
        }
        return result
    }

    /// Every combination of principal, action and resource is a kind of request, and is worked out.
    private mutating func limitEnvironments(_ actions: [EntityUID: ActionDefinition]) {
        var count = 0
        for (uid, action) in actions.sorted(by: { $0.key < $1.key }) {
            let (product, overflow) = action.principals.count.multipliedReportingOverflow(
                by: action.resources.count
            )
            count += overflow ? Self.maxEnvironments + 1 : min(product, Self.maxEnvironments + 1)
            guard count > Self.maxEnvironments else { continue }
            report(
                "more than \(Self.maxEnvironments) kinds of requests, counted by principal, action and resource",
                .limit,
                at: self.actions[uid]?.span ?? .none
            )
            return
        }
    }

    private mutating func entityNames(_ names: [SchemaDeclarations.Name]?) -> [ExactString] {
        var result: Set<ExactString> = []
        for name in names ?? [] { if let found = entityName(name) { result.insert(found) } }
        return result.sorted()
    }

    private mutating func context(_ action: SchemaDeclarations.ActionDeclaration) -> RecordShape {
        guard let written = action.appliesTo?.context, let type = type(written)?.type else { return .empty }
        guard case .record(let shape) = type else {
            report("the context of action `\(action.id)` must be a record, found `\(type)`", at: action.span)
            return .empty
        }
        return shape
    }

    private mutating func actionGroup(
        _ group: SchemaDeclarations.ActionReference,
        of action: SchemaDeclarations.ActionDeclaration
    ) -> EntityUID? {
        let types = group.type.map(candidates) ?? [Self.qualified("Action", in: action.namespace), "Action"]
        let found = types.map { EntityUID(type: $0, id: group.id) }.first { actions[$0] != nil }
        if found == nil {
            reportUnknown("action", group.id.value, among: actions.keys.map(\.id), at: group.span)
        }
        return found
    }

    /// Everything that can be reached from a name, itself only when there is a cycle.
    ///
    /// Empty once all hierarchies together are longer than the limit.
    private mutating func reachable<Name: Hashable>(
        from start: Name,
        _ next: [Name: Set<Name>],
        at span: SourceSpan
    ) -> Set<Name> {
        guard ancestors <= Self.maxAncestors else { return [] }
        var found: Set<Name> = []
        var pending = Array(next[start] ?? [])
        while let name = pending.popLast() {
            if found.insert(name).inserted { pending += next[name] ?? [] }
        }
        ancestors += found.count
        if ancestors > Self.maxAncestors {
            report("hierarchies have more than \(Self.maxAncestors) ancestors in all", .limit, at: span)
        }
        return found
    }

    /// Reports a name that nothing declares, with the nearest that something does.
    private mutating func reportUnknown(
        _ kind: String,
        _ name: String,
        among known: [ExactString],
        at span: SourceSpan
    ) {
        // Looking for a near name takes time for each known one, which nobody would read beyond the limit.
        guard problems.count < SyntaxLimits.standard.maxDiagnostics else { return }
        let hint = Suggestion.clause(for: name, among: known.map(\.value))
        report("unknown \(kind) `\(name)`\(hint)", .unknownName, at: span)
    }

    private mutating func report(
        _ message: String,
        _ code: CedarDiagnostic.Code = .invalidSchema,
        at span: SourceSpan
    ) {
        guard problems.count < SyntaxLimits.standard.maxDiagnostics else { return }
        problems.append(CedarDiagnostic(code, message, in: source, at: span))
    }

    private static func builtin(_ name: String) -> SchemaType? {
        switch name {
        case "Bool": .bool(.any)
        case "Long": .long
        case "String": .string
        default: ExtensionType(rawValue: name).map(SchemaType.ext)
        }
    }

    private static let builtinNames = ["Bool", "Long", "String"] + ExtensionType.allCases.map(\.rawValue)
    private static let reservedTypeNames: Set<String> = [
        "Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String",
    ]
    private static let maxTypeDepth = 100
    private static let maxAncestors = 250_000
    private static let maxEnvironments = 100_000
    private static let maxTypeWeight = 100_000
}
