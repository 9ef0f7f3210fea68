import StrictJSON

/// What the type checker found out about an expression.
struct Typing {
    /// The type of its value; nil when a problem, reported already, keeps it from being known.
    let type: SchemaType?
    /// What holds wherever the expression is true.
    var capabilities: Capabilities = []
    /// How far its value is from the request.
    var reach = Reach.request

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
struct TypeProblem: Hashable {
    let code: CedarDiagnostic.Code
    let message: String
    let span: SourceSpan
}
