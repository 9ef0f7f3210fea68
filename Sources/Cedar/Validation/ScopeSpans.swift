/// Where the three parts of a policy's scope were written.
///
/// Found in the text again, and only when there is a problem to point at.
struct ScopeSpans {
    let principal: SourceSpan
    let action: SourceSpan
    let resource: SourceSpan

    /// The parts of a policy's scope; all the whole policy where it was not read from text.
    init(_ policy: Policy) {
        let parts = Self.parts(policy)
        principal = parts.count == 3 ? parts[0] : policy.span
        action = parts.count == 3 ? parts[1] : policy.span
        resource = parts.count == 3 ? parts[2] : policy.span
    }

    private static func parts(_ policy: Policy) -> [SourceSpan] {
        var lexer = Lexer(SourceFile(name: "", text: policy.source.text(of: policy.span)))
        guard let tokens = try? lexer.tokens() else { return [] }
        var parts: [SourceSpan] = []
        var current: SourceSpan?
        var depth = 0
        for token in tokens[effect(in: tokens)...].dropFirst() {
            switch token.kind {
            case .leftParenthesis, .leftBracket: depth += 1
            case .rightParenthesis, .rightBracket: depth -= 1
            default: break
            }
            let isOpening = token.kind == .leftParenthesis && depth == 1 && current == nil && parts.isEmpty
            let isEnd = depth == 0 || token.kind == .comma && depth == 1
            if isEnd, let part = current {
                parts.append(part)
                current = nil
            } else if !isEnd, !isOpening {
                let span = SourceSpan(
                    start: token.span.start + policy.span.start,
                    end: token.span.end + policy.span.start
                )
                current = current?.joined(span) ?? span
            }
            if depth <= 0 { break }
        }
        return parts
    }

    /// The index of `permit` or `forbid`, behind the annotations.
    private static func effect(in tokens: [Token]) -> Int {
        var index = 0
        while index + 1 < tokens.count, tokens[index].kind == .at {
            index += 2
            guard index < tokens.count, tokens[index].kind == .leftParenthesis else { continue }
            index += 3
        }
        return min(index, tokens.count - 1)
    }
}
