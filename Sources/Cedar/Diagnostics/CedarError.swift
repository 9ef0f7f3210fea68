/// Why a policy set or schema was not loaded: every problem found, in the order of the text.
package struct CedarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems; never empty.
    package let diagnostics: [CedarDiagnostic]

    init(_ diagnostics: [CedarDiagnostic]) { self.diagnostics = diagnostics }

    /// The problems, one a line.
    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
