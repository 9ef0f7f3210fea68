/// Why the gate cannot start; one message that says what to do.
package struct StartError: Error, Sendable, CustomStringConvertible {
    /// Place first, then what was expected.
    package let description: String

    /// An error with its message.
    package init(_ description: String) { self.description = description }
}

/// What this program is, as the log records it.
package enum Software {
    /// Name and version.
    package static let version = "abeyance 0.1"
}
