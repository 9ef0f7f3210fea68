/// What came of one case.
package struct CaseResult: Sendable {
    /// The file of tests.
    package let file: String
    /// The case.
    package let test: PolicyCase
    /// What came out.
    package let actual: CaseExpectation
    /// Why, in words: what the client would read, or which expected rule did not decide and by which clause.
    package let explanation: String

    /// Whether what came out is what was expected, to the last rule and reason.
    package var isPassed: Bool { actual == test.expectation }

    /// One line: place, name, expected, actual and why.
    package var description: String {
        "\(file):\(test.place): \(test.name): expected \(test.expectation.description), "
            + "got \(actual.description)" + (explanation.isEmpty ? "" : ": \(explanation)")
    }
}
