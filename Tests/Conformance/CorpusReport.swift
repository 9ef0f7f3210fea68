/// What a run over a corpus found.
package struct CorpusReport: Sendable {
    /// Test files that were run, usable or not.
    package internal(set) var tests = 0
    /// Requests that were put.
    package internal(set) var requests = 0
    /// Tests whose validation was compared with the reference engine's verdicts.
    package internal(set) var verdicts = 0
    /// Tests whose schema was compared with the reference engine's JSON.
    package internal(set) var schemas = 0
    /// Requests whose decision, reasons or errors differ.
    package internal(set) var decisionMismatches: [String] = []
    /// Policies or requests whose validation verdict differs.
    package internal(set) var validationMismatches: [String] = []
    /// Files that could not be read, parsed or loaded.
    package internal(set) var others: [String] = []

    /// The one line that ends a conformance run.
    package var summary: String {
        "cedar corpus: \(tests) tests, \(requests) requests, \(decisionMismatches.count) decision mismatches, "
            + "\(validationMismatches.count) validation mismatches, \(others.count) other"
    }
}
