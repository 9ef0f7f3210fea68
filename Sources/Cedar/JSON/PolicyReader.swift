package import StrictJSON

extension PolicySet {
    /// Reads a policy set in JSON: `staticPolicies`, `templates` and `templateLinks`.
    ///
    /// Each policy is written out as a text of its own, which its spans and messages point into.
    /// - Throws: the first problem, with its place.
    package init(
        json bytes: [UInt8],
        file: String,
        templates: TemplateHandling = .refused,
        limits: JSONLimits = .cedarPolicies
    ) throws(PolicyJSONError) {
        let json: JSONValue
        do { json = try JSONValue.parse(bytes, limits: limits) } catch { throw PolicyJSONError("\(error)") }
        var reader = PolicyReader(file: file)
        self = try reader.set(json)
        // A template without a link would be a rule that silently does nothing.
        guard templates == .refused else { return }
        let linked = Set(links.values.map(\.template))
        if let idle = self.templates.first(where: { !linked.contains($0.id) }) {
            throw PolicyJSONError("/templates/\(idle.id)", "no link uses the template")
        }
    }
}

extension JSONLimits {
    /// What policies in JSON may be at most: 64 MiB, 128 deep, a million members.
    package static let cedarPolicies = JSONLimits(maxBytes: 64 << 20, maxDepth: 128, maxMembers: 1_000_000)
}

/// Reads policies in JSON.
struct PolicyReader {
    private let file: String
    private var ids: Set<PolicyID> = []

    init(file: String) { self.file = file }

    mutating func set(_ json: JSONValue) throws(PolicyJSONError) -> PolicySet {
        try Self.check(json, members: ["staticPolicies", "templates", "templateLinks"], at: "")
        let policies = try policies(json["staticPolicies"], at: "/staticPolicies")
        let templates = try self.policies(json["templates"], at: "/templates")
        if let policy = policies.first(where: \.hasSlots) {
            throw PolicyJSONError(
                "/staticPolicies/\(policy.id)",
                "a policy with slots belongs to `templates`"
            )
        }
        if let policy = templates.first(where: { !$0.hasSlots }) {
            throw PolicyJSONError(
                "/templates/\(policy.id)",
                "a policy without slots belongs to `staticPolicies`"
            )
        }
        var set = PolicySet(unchecked: policies, templates: templates.map(PolicyTemplate.init))
        for (index, link) in (try Self.array(json["templateLinks"], at: "/templateLinks")).enumerated() {
            try Self.link(link, in: &set, at: "/templateLinks/\(index)")
        }
        return set
    }

    private mutating func policies(_ json: JSONValue?, at path: String) throws(PolicyJSONError) -> [Policy] {
        guard let json else { return [] }
        guard let object = json.object else { throw PolicyJSONError(path, "expected an object of policies") }
        var policies: [Policy] = []
        for (name, value) in object.members {
            let id = PolicyID(name)
            guard ids.insert(id).inserted else {
                throw PolicyJSONError("\(path)/\(name)", "policy id `\(name)` is already used")
            }
            policies.append(try policy(value, id, at: "\(path)/\(name)"))
        }
        return policies
    }

    private func policy(_ json: JSONValue, _ id: PolicyID, at path: String) throws(PolicyJSONError) -> Policy
    {
        let members: [ExactString] = [
            "effect", "principal", "action", "resource", "conditions", "annotations",
        ]
        try Self.check(json, members: members, at: path)
        guard let effect = json["effect"]?.string.flatMap({ Effect(rawValue: $0.value) }) else {
            throw PolicyJSONError("\(path)/effect", "expected `permit` or `forbid`")
        }
        let written = Policy(
            id: id,
            effect: effect,
            annotations: try Self.annotations(json["annotations"], at: "\(path)/annotations"),
            principal: try Self.scope(json["principal"], .principal, at: "\(path)/principal"),
            action: try Self.action(json["action"], at: "\(path)/action"),
            resource: try Self.scope(json["resource"], .resource, at: "\(path)/resource"),
            conditions: try Self.conditions(json["conditions"], at: "\(path)/conditions"),
            span: .none,
            source: SourceFile(name: file, text: "")
        )
        let source = SourceFile(name: "\(file)#\(id)", text: written.text)
        var parser = Parser(source, limits: .standard, naming: .position)
        let parsed = parser.policies()
        guard parser.diagnostics.isEmpty, parsed.count == 1, let policy = parsed.first else {
            throw PolicyJSONError(
                path,
                parser.diagnostics.first?.message ?? "no policy can be written like this"
            )
        }
        return Policy(
            id: id,
            effect: policy.effect,
            annotations: policy.annotations,
            principal: policy.principal,
            action: policy.action,
            resource: policy.resource,
            conditions: policy.conditions,
            span: policy.span,
            source: source
        )
    }

    // MARK: Parts

    private static func annotations(
        _ json: JSONValue?,
        at path: String
    ) throws(PolicyJSONError) -> [Annotation] {
        guard let json else { return [] }
        guard let object = json.object else { throw PolicyJSONError(path, "expected an object of texts") }
        var annotations: [Annotation] = []
        for (name, value) in object.members {
            guard isWord(name) else { throw PolicyJSONError(path, "`\(name)` is no identifier") }
            guard let text = value.isNull ? "" : value.string else {
                throw PolicyJSONError("\(path)/\(name)", "expected a text or null")
            }
            annotations.append(Annotation(name: name, value: text, span: .none))
        }
        return annotations
    }

    /// Whether a name can stand behind `@`: any identifier, words of the language included.
    private static func isWord(_ name: ExactString) -> Bool {
        TypeName.isIdentifier(ExactString("_\(name)")) && !("0"..."9").contains(name.value.prefix(1))
            && !name.isEmpty
    }

    private static func scope(
        _ json: JSONValue?,
        _ slot: Slot,
        at path: String
    ) throws(PolicyJSONError) -> ScopeConstraint {
        switch json?["op"]?.string?.value {
        case "All": return .any
        case "==": return .equal(try reference(json, slot, at: path))
        case "in": return .isIn(try reference(json, slot, at: path))
        case "is":
            let type = try type(json?["entity_type"], at: "\(path)/entity_type")
            guard let container = json?["in"] else { return .isType(type) }
            return .isTypeIn(type, try reference(container, slot, at: "\(path)/in"))
        default: throw PolicyJSONError(path, "expected an object with `op`: `All`, `==`, `in` or `is`")
        }
    }

    private static func action(
        _ json: JSONValue?,
        at path: String
    ) throws(PolicyJSONError) -> ActionConstraint {
        switch json?["op"]?.string?.value {
        case "All": return .any
        case "==": return .equal(try entity(json?["entity"], at: "\(path)/entity"))
        case "in":
            guard let list = json?["entities"] else {
                return .isIn([try entity(json?["entity"], at: "\(path)/entity")])
            }
            var actions: [EntityUID] = []
            for (index, element) in try array(list, at: "\(path)/entities").enumerated() {
                actions.append(try entity(element, at: "\(path)/entities/\(index)"))
            }
            return .isIn(actions)
        default: throw PolicyJSONError(path, "expected an object with `op`: `All`, `==` or `in`")
        }
    }

    private static func reference(
        _ json: JSONValue?,
        _ slot: Slot,
        at path: String
    ) throws(PolicyJSONError) -> EntityReference {
        guard let name = json?["slot"] else {
            return .entity(try entity(json?["entity"], at: "\(path)/entity"))
        }
        guard name.string == ExactString(slot.rawValue) else {
            throw PolicyJSONError("\(path)/slot", "expected `\(slot.rawValue)`")
        }
        return .slot(slot)
    }

    private static func conditions(_ json: JSONValue?, at path: String) throws(PolicyJSONError) -> [Condition]
    {
        var conditions: [Condition] = []
        for (index, element) in try array(json, at: path).enumerated() {
            let place = "\(path)/\(index)"
            guard let kind = element["kind"]?.string.flatMap({ Condition.Kind(rawValue: $0.value) }),
                let body = element["body"]
            else {
                throw PolicyJSONError(place, "expected an object with `kind`, `when` or `unless`, and `body`")
            }
            let expression = try ExpressionReader.expression(body, at: "\(place)/body")
            guard expression.depth <= SyntaxLimits.standard.maxDepth else {
                throw PolicyJSONError(place, "deeper than \(SyntaxLimits.standard.maxDepth)")
            }
            conditions.append(Condition(kind: kind, body: expression, span: .none))
        }
        return conditions
    }

    private static func link(
        _ json: JSONValue,
        in set: inout PolicySet,
        at path: String
    ) throws(PolicyJSONError) {
        try check(json, members: ["templateId", "newId", "values"], at: path)
        guard let template = json["templateId"]?.string, let id = json["newId"]?.string,
            let values = json["values"]?.object
        else { throw PolicyJSONError(path, "expected an object with `templateId`, `newId` and `values`") }
        var filled: [Slot: EntityUID] = [:]
        for (name, value) in values.members {
            guard let slot = Slot(rawValue: name.value) else {
                throw PolicyJSONError("\(path)/values", "`\(name)` is no slot")
            }
            filled[slot] = try entity(value, at: "\(path)/values/\(name)")
        }
        do { try set.link(PolicyID(template), as: PolicyID(id), filling: filled) } catch {
            throw PolicyJSONError(path, error.description)
        }
    }

    static func type(_ json: JSONValue?, at path: String) throws(PolicyJSONError) -> ExactString {
        guard let type = json?.string, TypeName.isValid(type) else {
            throw PolicyJSONError(path, "expected an entity type such as `Photos::Album`")
        }
        return type
    }

    private static func entity(_ json: JSONValue?, at path: String) throws(PolicyJSONError) -> EntityUID {
        guard let json else { throw PolicyJSONError(path, "expected an entity") }
        do { return try ValueReader.entity(json, at: path) } catch {
            throw PolicyJSONError(error.description)
        }
    }

    private static func array(_ json: JSONValue?, at path: String) throws(PolicyJSONError) -> [JSONValue] {
        guard let json else { return [] }
        guard let array = json.array else { throw PolicyJSONError(path, "expected an array") }
        return array
    }

    private static func check(
        _ json: JSONValue,
        members: [ExactString],
        at path: String
    ) throws(PolicyJSONError) {
        guard let object = json.object else { throw PolicyJSONError(path, "expected an object") }
        if let other = object.names.first(where: { !members.contains($0) }) {
            let hint = Suggestion.clause(for: other.value, among: members.map(\.value))
            throw PolicyJSONError(path, "unknown member `\(other)`\(hint)")
        }
    }
}
