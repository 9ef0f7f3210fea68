package import StrictJSON

/// One policy as written: effect, scope, conditions and annotations.
package struct Policy: Sendable {
    /// The name it is reported under.
    package let id: PolicyID
    /// Whether a match permits or forbids.
    package let effect: Effect
    /// The annotations, in the order written; names are unique.
    package let annotations: [Annotation]
    /// What the scope asks of the principal.
    package let principal: ScopeConstraint
    /// What the scope asks of the action.
    package let action: ActionConstraint
    /// What the scope asks of the resource.
    package let resource: ScopeConstraint
    /// The `when` and `unless` clauses, in the order written; all must hold.
    package let conditions: [Condition]
    /// Where it was written, annotations included.
    package let span: SourceSpan
    /// The text it was written in.
    package let source: SourceFile

    /// The value of an annotation; empty when it was written without one, nil when it is absent.
    package func annotation(_ name: ExactString) -> ExactString? {
        annotations.first { $0.name == name }?.value
    }

    /// Whether the scope has open places, which makes it a template.
    var hasSlots: Bool { principal.slot != nil || resource.slot != nil }

    /// The text of a clause as written, keyword and braces included.
    package func text(of condition: Condition) -> String { source.text(of: condition.span) }
}

extension Policy: Equatable {
    /// Whether two policies are written alike under one id, wherever they stand.
    package static func == (left: Policy, right: Policy) -> Bool {
        left.id == right.id && left.effect == right.effect && left.annotations == right.annotations
            && left.principal == right.principal && left.action == right.action
            && left.resource == right.resource && left.conditions == right.conditions
    }
}

/// What a matching policy does.
package enum Effect: String, Sendable {
    case permit, forbid
}

/// The name of a policy: its `@id`, or `policyN` by position from 0.
package struct PolicyID: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name, compared as bytes.
    package let name: ExactString

    /// A name as given.
    package init(_ name: ExactString) { self.name = name }

    /// A name as given.
    package init(stringLiteral value: String) { name = ExactString(value) }

    /// The name's text.
    package var description: String { name.value }

    /// By bytes.
    package static func < (left: PolicyID, right: PolicyID) -> Bool { left.name < right.name }
}

/// One `@name("value")` before a policy; the language gives it no meaning.
package struct Annotation: Equatable, Sendable {
    /// Any identifier, words of the language included.
    package let name: ExactString
    /// The value, empty when none was written.
    package let value: ExactString
    /// Where it was written.
    package let span: SourceSpan

    /// By name and value; the place does not count.
    package static func == (left: Annotation, right: Annotation) -> Bool {
        left.name == right.name && left.value == right.value
    }
}

/// One `when` or `unless` clause.
package struct Condition: Equatable, Sendable {
    /// Whether the clause must be true or false.
    package let kind: Kind
    /// What stands between the braces.
    package let body: Expression
    /// Where the whole clause was written.
    package let span: SourceSpan

    /// By kind and body; the place does not count.
    package static func == (left: Condition, right: Condition) -> Bool {
        left.kind == right.kind && left.body == right.body
    }

    /// The two kinds of clauses.
    package enum Kind: String, Sendable {
        case when, unless
    }
}
