/// Why a witness's folder cannot be made, opened or written.
package struct WitnessStateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Place first, then what was found and expected.
    package let description: String

    init(_ description: String) { self.description = description }
}
