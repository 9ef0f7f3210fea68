/// What a connection's machine wants done and nobody has taken yet, in order; its memory is used again.
struct ActionQueue<Action> {
    private var actions: [Action] = []
    /// How many of them are taken.
    private var taken = 0

    /// Puts an action behind the others.
    mutating func append(_ action: Action) { actions.append(action) }

    /// Takes the first action, or nil; O(1).
    mutating func next() -> Action? {
        guard taken < actions.count else { return nil }
        defer {
            taken += 1
            if taken == actions.count {
                actions.removeAll(keepingCapacity: true)
                taken = 0
            }
        }
        return actions[taken]
    }
}
