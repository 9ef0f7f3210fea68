import Cedar
import StrictJSON

/// A policy set as text in Cedar's syntax, from which the same set can be read again.
struct CedarText {
    private let set: PolicySet

    /// Something of the set has no form in Cedar's syntax.
    struct Untranslatable: Error, CustomStringConvertible {
        let description: String
    }

    init(_ set: PolicySet) { self.set = set }

    /// The text, laid out; what was called other than its `@id` says is refused, and a name without one is written.
    func text(file: String) throws -> String {
        if let link = set.links.keys.min() {
            throw Untranslatable(
                description: "`\(link)` is a link of a template, which Cedar's syntax has no form for"
            )
        }
        var texts: [String] = []
        for policy in set.policies { texts.append(try named(policy, policy.id, at: texts.count)) }
        for template in set.templates {
            texts.append(try named(template.source.text(of: template.span), template.id, at: texts.count))
        }
        return try PolicyFormatter().format(texts.joined(separator: "\n\n"), file: file)
    }

    private func named(_ policy: Cedar.Policy, _ id: PolicyID, at position: Int) throws -> String {
        try named(policy.text, id, at: position)
    }

    private func named(_ text: String, _ id: PolicyID, at position: Int) throws -> String {
        let read = try PolicySet.parse(text, file: "\(id)", templates: .kept)
        let found = read.policies.first?.id ?? read.templates.first?.id
        if found == id || id == PolicyID(ExactString("policy\(position)")) && found == "policy0" {
            return text
        }
        guard found == "policy0" else {
            throw Untranslatable(description: "policy `\(id)` has another name in its `@id`")
        }
        return "@id(\(id.name.literal))\n\(text)"
    }
}

extension ExactString {
    /// The text as a string in Cedar's syntax.
    fileprivate var literal: String { CedarValue.string(self).description }
}
