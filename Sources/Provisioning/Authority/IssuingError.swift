/// Why an authority did not do what it was asked for; nothing was issued, revoked or published.
package struct IssuingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place first, then what was found and what was expected.
    package let description: String

    /// An error in plain words.
    package init(_ description: String) { self.description = description }
}
