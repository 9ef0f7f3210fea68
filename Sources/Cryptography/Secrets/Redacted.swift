/// A secret that prints as `<redacted>`, wherever it is interpolated, dumped or reflected.
package struct Redacted<Secret> {
    /// The secret itself; whoever reads it answers for where it goes.
    package let exposed: Secret

    /// Wraps a secret.
    package init(_ secret: Secret) { exposed = secret }
}

extension Redacted: Sendable where Secret: Sendable {}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    package var description: String { "<redacted>" }

    /// Always `<redacted>`.
    package var debugDescription: String { description }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
