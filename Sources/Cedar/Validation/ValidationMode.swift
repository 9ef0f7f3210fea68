/// How strictly the types of a policy are compared.
package enum ValidationMode: String, Sendable, CaseIterable {
    /// Operands of `==`, members of a set and branches must have one type, sets may not be empty, and extension
    /// values are made of literals only: what analysis needs, and what a bundle must pass.
    case strict
    /// Only what could fail at run time is refused: types that differ are joined to what they have in common.
    case permissive
}
