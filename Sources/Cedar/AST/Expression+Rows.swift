extension Expression.Kind {
    /// The longest row of operands whose inner parentheses are kept.
    static let longestParenthesised = 32

    /// A row of `&&` or `||` in the one form that all ways of writing it lead to; anything else as it is.
    ///
    /// Both operators join from the left, so `(a && b) && c` is `a && b && c`. A row of more than
    /// ``longestParenthesised`` operands in all is one row however it is put in parentheses, which changes no
    /// result and lets JSON, whose depth is limited, halve it.
    var withWholeRow: Self {
        switch self {
        case .and(let parts): .and(Self.whole(parts) { if case .and(let inner) = $0 { inner } else { nil } })
        case .or(let parts): .or(Self.whole(parts) { if case .or(let inner) = $0 { inner } else { nil } })
        default: self
        }
    }

    private static func whole(
        _ parts: [Expression],
        inner: (Self) -> [Expression]?
    ) -> [Expression] {
        guard parts.contains(where: { inner($0.kind) != nil }) else { return parts }
        func flat(_ part: Expression) -> [Expression] { inner(part.kind)?.flatMap(flat) ?? [part] }
        let all = parts.flatMap(flat)
        guard all.count <= longestParenthesised else { return all }
        guard let first = parts.first, let left = inner(first.kind) else { return parts }
        return left + parts.dropFirst()
    }
}
