import StrictJSON

/// Policies that decide together; ids are unique, order never matters to a decision.
package struct PolicySet: Sendable {
    /// The policies that decide, in the order of their texts; links behind them, in the order made.
    package private(set) var policies: [Policy]
    /// The templates that links can be made of; they decide nothing themselves.
    package private(set) var templates: [PolicyTemplate]
    /// What each policy that came of a template was made of.
    package private(set) var links: [PolicyID: TemplateLink] = [:]

    /// No policies: everything is denied.
    package static let empty = PolicySet(unchecked: [], templates: [])

    /// The policy of a name.
    package subscript(id: PolicyID) -> Policy? { positions[id].map { policies[$0] } }

    /// How policies without a given id are named.
    package enum Naming: Sendable {
        /// By `@id`, otherwise `policyN` by position; with several files `file:policyN`.
        case annotation
        /// Always `policyN` by position, as the reference engine names them.
        case position
    }

    /// What becomes of templates that are read.
    package enum TemplateHandling: Sendable {
        /// They are problems: without links they would be rules that silently do nothing.
        case refused
        /// They are kept, to be linked.
        case kept
    }

    /// Reads the policies of one text.
    ///
    /// - Throws: every problem found, with its place; templates are problems unless they are to be kept.
    package static func parse(
        _ text: String,
        file: String,
        naming: Naming = .annotation,
        templates: TemplateHandling = .refused,
        limits: SyntaxLimits = .standard
    ) throws(CedarError) -> PolicySet {
        try parse(files: [(file, text)], naming: naming, templates: templates, limits: limits)
    }

    /// Reads the policies of several texts as one set.
    ///
    /// - Throws: every problem found in any of them, ids that occur twice included.
    package static func parse(
        files: [(name: String, text: String)],
        naming: Naming = .annotation,
        templates: TemplateHandling = .refused,
        limits: SyntaxLimits = .standard
    ) throws(CedarError) -> PolicySet {
        var policies: [Policy] = []
        var problems: [CedarDiagnostic] = []
        for file in files {
            guard file.text.utf8.count <= limits.maxBytes else {
                let empty = SourceFile(name: file.name, text: "")
                problems.append(.tooLarge(file.text, in: empty, limits))
                continue
            }
            let prefix = files.count > 1 ? "\(file.name):" : ""
            var parser = Parser(
                SourceFile(name: file.name, text: file.text),
                limits: limits,
                naming: naming,
                prefix: prefix
            )
            policies += parser.policies()
            problems += parser.diagnostics
        }
        problems += duplicates(in: policies)
        if templates == .refused { problems += refusals(of: policies.filter(\.hasSlots)) }
        guard problems.isEmpty else { throw CedarError(problems) }
        return PolicySet(
            unchecked: policies.filter { !$0.hasSlots },
            templates: policies.filter(\.hasSlots).map(PolicyTemplate.init)
        )
    }

    /// Adds the policy that comes of filling a template's slots.
    ///
    /// - Throws: `unknownTemplate`, `duplicateID`, or what the template itself refuses.
    package mutating func link(
        _ template: PolicyID,
        as id: PolicyID,
        filling values: [Slot: EntityUID]
    ) throws(LinkError) {
        guard let found = templatePositions[template].map({ templates[$0] }) else {
            let known = templates.map(\.id.name.value)
            throw .unknownTemplate(template, hint: Suggestion.nearest(to: template.name.value, among: known))
        }
        guard positions[id] == nil, templatePositions[id] == nil else {
            throw .duplicateID(id)
        }
        let policy = try found.linked(as: id, filling: values)
        positions[id] = policies.count
        policies.append(policy)
        links[id] = TemplateLink(template: template, values: values)
    }

    private var positions: [PolicyID: Int]
    private let templatePositions: [PolicyID: Int]

    /// Policies without slots and templates, all of whose ids differ.
    init(unchecked policies: [Policy], templates: [PolicyTemplate]) {
        self.policies = policies
        self.templates = templates
        positions = Self.positions(of: policies.map(\.id))
        templatePositions = Self.positions(of: templates.map(\.id))
    }

    private static func positions(of ids: [PolicyID]) -> [PolicyID: Int] {
        Dictionary(zip(ids, 0...), uniquingKeysWith: { first, _ in first })
    }

    private static func refusals(of templates: [Policy]) -> [CedarDiagnostic] {
        templates.map { template in
            let slot = template.principal.slot ?? template.resource.slot
            let message = "a template cannot stand here: replace `\(slot?.rawValue ?? "")` by an entity"
            return CedarDiagnostic(.unsupported, message, in: template.source, at: template.span)
        }
    }

    private static func duplicates(in policies: [Policy]) -> [CedarDiagnostic] {
        var seen: [PolicyID: Policy] = [:]
        var problems: [CedarDiagnostic] = []
        for policy in policies {
            if let first = seen[policy.id] {
                let place = first.source.place(of: first.span)
                let message = "policy id `\(policy.id)` is already used at \(place)"
                problems.append(CedarDiagnostic(.duplicate, message, in: policy.source, at: policy.span))
            } else {
                seen[policy.id] = policy
            }
        }
        return problems
    }
}
