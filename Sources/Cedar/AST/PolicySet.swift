/// Policies that decide together; ids are unique, order never matters to a decision.
package struct PolicySet: Sendable {
    /// The policies, in the order of their texts.
    package let policies: [Policy]

    /// No policies: everything is denied.
    package static let empty = PolicySet(unchecked: [])

    /// The policy of a name.
    package subscript(id: PolicyID) -> Policy? { positions[id].map { policies[$0] } }

    /// How policies without a given id are named.
    package enum Naming: Sendable {
        /// By `@id`, otherwise `policyN` by position; with several files `file:policyN`.
        case annotation
        /// Always `policyN` by position, as the reference engine names them.
        case position
    }

    /// Reads the policies of one text.
    ///
    /// - Throws: every problem found, with its place. A template is a problem: linking is not supported yet.
    package static func parse(
        _ text: String,
        file: String,
        naming: Naming = .annotation,
        limits: SyntaxLimits = .standard
    ) throws(CedarError) -> PolicySet {
        try parse(files: [(file, text)], naming: naming, limits: limits)
    }

    /// Reads the policies of several texts as one set.
    ///
    /// - Throws: every problem found in any of them, ids that occur twice included.
    package static func parse(
        files: [(name: String, text: String)],
        naming: Naming = .annotation,
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
        guard problems.isEmpty else { throw CedarError(problems) }
        return PolicySet(unchecked: policies)
    }

    private let positions: [PolicyID: Int]

    private init(unchecked policies: [Policy]) {
        self.policies = policies
        positions = Dictionary(
            policies.enumerated().map { ($0.element.id, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
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
