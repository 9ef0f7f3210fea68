import Cedar

/// One part of a policy that tests must have seen both ways.
package struct CoverageItem: Hashable, Sendable {
    /// The policy's id.
    package let policy: String
    /// The policy's file as it was found.
    package let file: String
    /// Where in it the part stands.
    package let place: YAMLPlace
    /// Which part it is.
    package let part: Part
    /// The text, blanks drawn together.
    package let text: String
    /// Whether it could be true and false, as far as can be told from its form.
    package let needs: Ways
    /// As what it was seen.
    package var seen: Ways = []

    /// Which part of a policy.
    package enum Part: String, Sendable {
        /// All of it: it has decided, or not.
        case policy
        case principal, action, resource
        /// One truth value of a clause, between `&&`, `||`, `!` and `if`.
        case term
    }

    /// The two ways of a truth value.
    package struct Ways: OptionSet, Hashable, Sendable {
        /// One bit a way.
        package let rawValue: UInt8
        /// From bits.
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// It held.
        package static let isTrue = Ways(rawValue: 1)
        /// It did not.
        package static let isFalse = Ways(rawValue: 2)
        /// Both.
        package static let both: Ways = [.isTrue, .isFalse]
    }

    /// What is still to be seen.
    package var missing: Ways { needs.subtracting(seen) }
    /// Whether everything was seen.
    package var isCovered: Bool { missing.isEmpty }
}
