package import StrictJSON

/// What may be released of a core's answer to this client.
package struct ReleaseRules: Sendable {
    /// Whether similarities are whole numbers, rounded down after filtering; for police, since fine scores allow
    /// hill-climbing.
    package let hasWholeScores: Bool
    /// Which collections the client may know of.
    package let isVisible: @Sendable (ExactString) -> Bool

    /// Rules for a client.
    package init(hasWholeScores: Bool, isVisible: @escaping @Sendable (ExactString) -> Bool) {
        self.hasWholeScores = hasWholeScores
        self.isVisible = isVisible
    }

    /// A similarity as it is shown, in millionths of a percent.
    func shown(_ similarity: Int64) -> Int64 {
        hasWholeScores ? similarity / 1_000_000 * 1_000_000 : similarity
    }
}
