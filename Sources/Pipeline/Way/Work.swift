package import CoreProtocol
package import Decisions

/// One request, described: the facts to decide on, who decides, and what to ask the core if they suffice.
package struct Work: Sendable {
    /// Decides, by the bundle that the description was made under.
    package let engine: Engine
    /// Everything the decision may depend on.
    package let facts: RequestFacts
    /// The same facts with the warrant as one that has no use left; `nil` without a verified warrant.
    package let factsWithoutUses: RequestFacts?
    /// The names by which the decision is found again.
    package let setting: DecisionSetting
    /// The warrant's use to count with the decision, when a warrant was verified.
    package let warrantUse: WarrantUse?
    /// What the core is asked when it is permitted; `nil` when the request cannot be understood, which the facts then say.
    package let operation: CoreOperation?
    /// How answers to this request are made.
    package let answers: Answers

    /// Described work.
    package init(
        engine: Engine,
        facts: RequestFacts,
        factsWithoutUses: RequestFacts?,
        setting: DecisionSetting,
        warrantUse: WarrantUse?,
        operation: CoreOperation?,
        answers: Answers
    ) {
        self.engine = engine
        self.facts = facts
        self.factsWithoutUses = factsWithoutUses
        self.setting = setting
        self.warrantUse = warrantUse
        self.operation = operation
        self.answers = answers
    }
}
