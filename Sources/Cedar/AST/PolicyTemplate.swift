/// A policy with open places in its scope; it decides nothing until a link fills them.
package struct PolicyTemplate: Equatable, Sendable {
    /// The policy, whose scope has at least one slot.
    package let body: Policy

    /// The name that links refer to.
    package var id: PolicyID { body.id }

    /// The places that a link must fill, all of them and no others.
    package var slots: Set<Slot> { Set([body.principal.slot, body.resource.slot].compactMap(\.self)) }

    /// Where it was written.
    package var span: SourceSpan { body.span }

    /// The text it was written in.
    package var source: SourceFile { body.source }

    /// The policy that comes of filling the slots.
    ///
    /// - Throws: `missingSlot` or `extraSlot` unless exactly the template's slots are given.
    package func linked(
        as id: PolicyID,
        filling values: [Slot: EntityUID]
    ) throws(LinkError) -> Policy {
        for slot in slots.sorted(by: { $0.rawValue < $1.rawValue }) where values[slot] == nil {
            throw .missingSlot(slot, template: self.id)
        }
        for slot in values.keys.sorted(by: { $0.rawValue < $1.rawValue }) where !slots.contains(slot) {
            throw .extraSlot(slot, template: self.id)
        }
        return Policy(
            id: id,
            effect: body.effect,
            annotations: body.annotations,
            principal: body.principal.filling(values),
            action: body.action,
            resource: body.resource.filling(values),
            conditions: body.conditions,
            span: body.span,
            source: body.source
        )
    }
}

/// What a policy that came of a template was made of.
package struct TemplateLink: Hashable, Sendable {
    /// The template.
    package let template: PolicyID
    /// What its slots were filled with.
    package let values: [Slot: EntityUID]
}

/// Why a template could not be linked.
package enum LinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No template of that name is in the set.
    case unknownTemplate(PolicyID, hint: String?)
    /// A policy, template or link of that name is in the set already.
    case duplicateID(PolicyID)
    /// A slot of the template was not given.
    case missingSlot(Slot, template: PolicyID)
    /// A slot was given that the template does not have.
    case extraSlot(Slot, template: PolicyID)

    /// The sentence.
    package var description: String {
        switch self {
        case .unknownTemplate(let id, let hint):
            "unknown template `\(id)`" + (hint.map { ", did you mean `\($0)`?" } ?? "")
        case .duplicateID(let id): "policy id `\(id)` is already used"
        case .missingSlot(let slot, let template):
            "template `\(template)` needs a value for `\(slot.rawValue)`"
        case .extraSlot(let slot, let template): "template `\(template)` has no slot `\(slot.rawValue)`"
        }
    }
}

extension ScopeConstraint {
    fileprivate func filling(_ values: [Slot: EntityUID]) -> ScopeConstraint {
        switch self {
        case .any, .isType: self
        case .equal(let reference): .equal(reference.filling(values))
        case .isIn(let reference): .isIn(reference.filling(values))
        case .isTypeIn(let type, let reference): .isTypeIn(type, reference.filling(values))
        }
    }
}

extension EntityReference {
    fileprivate func filling(_ values: [Slot: EntityUID]) -> EntityReference {
        guard case .slot(let slot) = self, let uid = values[slot] else { return self }
        return .entity(uid)
    }
}
