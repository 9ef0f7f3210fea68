import StrictJSON

/// What the type checker found out about an expression.
struct Typing {
    /// The type of its value.
    let type: SchemaType
    /// What holds wherever the expression is true.
    var capabilities: Capabilities = []

    /// Something that a `has` or `hasTag` proved: this expression has this attribute or tag.
    struct Capability: Hashable {
        let target: Expression
        let key: Key

        enum Key: Hashable {
            case attribute(ExactString)
            case tag(Expression)
        }
    }

    typealias Capabilities = Set<Capability>

    static func bool(_ truth: SchemaType.Truth, _ capabilities: Capabilities = []) -> Typing {
        Typing(type: .bool(truth), capabilities: capabilities)
    }
}

/// Why an expression has no type, at the part to blame.
struct TypeProblem: Error {
    let message: String
    let span: SourceSpan
}
