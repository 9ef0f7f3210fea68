import StrictJSON

/// Text in a policy that can be read as something else than it is: a string or a name that turns the direction of
/// writing, mixes the letters of several scripts, or has characters that are not meant for names.
///
/// The rules are those of the reference engine: UTS 39 single-script detection over strings and names, and its
/// `Identifier_Status` over names, which are entity ids, attributes and the keys of records. All are warnings.
struct ConfusableText {
    private let policy: Policy
    private var found: [CedarDiagnostic] = []

    /// The warnings of one policy.
    static func warnings(_ policy: Policy) -> [CedarDiagnostic] {
        var search = ConfusableText(policy)
        search.checkScope()
        for condition in policy.conditions { search.check(condition.body) }
        return search.found
    }

    private init(_ policy: Policy) { self.policy = policy }

    private mutating func checkScope() {
        let before = found.count
        check(policy.principal, policy.span)
        checkActions(policy.span)
        check(policy.resource, policy.span)
        guard found.count > before else { return }
        let spans = ScopeSpans(policy)
        found.removeSubrange(before...)
        check(policy.principal, spans.principal)
        checkActions(spans.action)
        check(policy.resource, spans.resource)
    }

    private mutating func check(_ constraint: ScopeConstraint, _ span: SourceSpan) {
        switch constraint {
        case .equal(.entity(let uid)), .isIn(.entity(let uid)), .isTypeIn(_, .entity(let uid)):
            check(name: uid.id.value, span)
        default: break
        }
    }

    private mutating func checkActions(_ span: SourceSpan) {
        switch policy.action {
        case .any: break
        case .equal(let uid): check(name: uid.id.value, span)
        case .isIn(let uids): for uid in uids { check(name: uid.id.value, span) }
        }
    }

    private mutating func check(_ expression: Expression) {
        switch expression.kind {
        case .literal(.string(let text)): check(string: text.value, expression.span)
        case .literal(.entity(let uid)): check(name: uid.id.value, expression.span)
        case .literal, .variable: break
        case .conditional(let test, let then, let otherwise):
            for part in [test, then, otherwise] { check(part) }
        case .and(let parts), .or(let parts), .set(let parts), .call(_, let parts):
            for part in parts { check(part) }
        case .unary(_, let operand), .isType(let operand, _): check(operand)
        case .binary(_, let left, let right), .isIn(let left, _, let right):
            check(left)
            check(right)
        case .like(let operand, let pattern):
            check(operand)
            let text = pattern.segments.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "*")
            check(string: text, expression.span)
        case .has(let operand, let path):
            check(operand)
            for name in path { check(name: name.name.value, name.span) }
        case .attribute(let operand, let name):
            check(operand)
            check(name: name.name.value, name.span)
        case .record(let fields):
            for field in fields {
                check(name: field.name.value, expression.span)
                check(field.value)
            }
        }
    }

    // MARK: Rules

    private mutating func check(string text: String, _ span: SourceSpan) {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return }
        if !warnOfDirection("text", text, span) { warnOfScripts("text", text, span) }
    }

    private mutating func check(name text: String, _ span: SourceSpan) {
        guard !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return }
        if warnOfDirection("name", text, span) { return }
        let odd = text.unicodeScalars.first { scalar in
            scalar.isASCII
                ? !(0x20...0x7E).contains(scalar.value) : !UnicodeTable.standard.isMeantForNames(scalar)
        }
        guard let odd else {
            warnOfScripts("name", text, span)
            return
        }
        warn("name \(Quoting.quoted(text)) has \(Self.code(odd)), which is not meant for names", span)
    }

    private mutating func warnOfDirection(_ kind: String, _ text: String, _ span: SourceSpan) -> Bool {
        guard let mark = text.unicodeScalars.first(where: { Self.directionMarks.contains($0.value) }) else {
            return false
        }
        warn(
            "\(kind) \(Quoting.quoted(text)) has \(Self.code(mark)), which turns the direction of writing",
            span
        )
        return true
    }

    private mutating func warnOfScripts(_ kind: String, _ text: String, _ span: SourceSpan) {
        var common: Set<UInt8>?
        for scalar in text.unicodeScalars {
            guard let scripts = UnicodeTable.standard.scripts(scalar) else { continue }
            common = common?.intersection(scripts) ?? scripts
            guard common?.isEmpty == true else { continue }
            let place = "\(Self.code(scalar)) is of another than the letters before it"
            warn("\(kind) \(Quoting.quoted(text)) mixes scripts: \(place)", span)
            return
        }
    }

    private mutating func warn(_ message: String, _ span: SourceSpan) {
        found.append(
            CedarDiagnostic(.confusableText, message, in: policy.source, at: span, severity: .warning)
        )
    }

    private static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Embeddings, overrides and isolates, and what ends them.
    private static let directionMarks: Set<UInt32> = [
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069,
    ]
}
