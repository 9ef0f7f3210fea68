internal import Cedar
internal import StrictJSON

extension Cedar.Expression {
    /// Calls `body` with this expression and every one in it; depth is bounded by the parser.
    func visit(_ body: (Cedar.Expression) -> Void) {
        body(self)
        for part in parts { part.visit(body) }
    }

    /// The expressions that this one is made of.
    var parts: [Cedar.Expression] {
        switch kind {
        case .literal, .variable: []
        case .conditional(let test, let then, let otherwise): [test, then, otherwise]
        case .and(let parts), .or(let parts), .set(let parts), .call(_, let parts): parts
        case .unary(_, let operand), .like(let operand, _), .isType(let operand, _), .has(let operand, _),
            .attribute(let operand, _):
            [operand]
        case .binary(_, let left, let right), .isIn(let left, _, let right): [left, right]
        case .record(let fields): fields.map(\.value)
        }
    }

    /// Every attribute name that the expression asks for.
    var attributeNames: Set<ExactString> {
        var names: Set<ExactString> = []
        visit { part in
            switch part.kind {
            case .attribute(_, let attribute): names.insert(attribute.name)
            case .has(_, let path): names.formUnion(path.map(\.name))
            default: break
            }
        }
        return names
    }

    /// Every decimal and datetime that is written in the expression.
    var writtenValues: [CedarValue] {
        var values: [CedarValue] = []
        visit { part in
            switch part.kind {
            case .literal(let value): values.append(value)
            case .call(let function, let arguments):
                guard function.isConstructor, case .literal(let argument)? = arguments.first?.kind,
                    let value = try? function.call([argument])
                else { return }
                values.append(value)
            default: break
            }
        }
        return values
    }
}
