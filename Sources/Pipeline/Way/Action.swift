package import Decisions

/// What the machine asks of its surroundings.
package enum Action: ~Copyable {
    /// Hand this to the log, and tell the machine `recorded`.
    case record(EntryDraft)
    /// Describe the request under what is in force now, and tell the machine `beginAgain`.
    case decideAgain
    /// Hand this to the core, and tell the machine `responded`.
    case forward(Order)
    /// Send this; the way is at its end.
    case answer(GateAnswer)
}
