import Cedar
import Support

/// Random policies as tokens, from a seed: every construct of the grammar, whether it has a meaning or not.
///
/// `RandomPolicies` makes policies that can be decided in a small world; these are for what reads and writes
/// texts, so names are anything and types never fit. Tokens may be joined by any blanks and comments.
struct RandomSyntax {
    private var random: SeededGenerator
    private(set) var tokens: [String] = []
    /// Whether only what JSON gives back alike is made: `has` asks for one name, as JSON writes paths out step by
    /// step, and rows are short, as the depth of JSON is limited.
    private let isForJSON: Bool

    private init(seed: UInt64, isForJSON: Bool) {
        random = SeededGenerator(seed: seed)
        self.isForJSON = isForJSON
    }

    /// The tokens of one policy, or template, whose expressions nest so deep.
    static func policy(seed: UInt64, depth: Int, isForJSON: Bool = false) -> [String] {
        var syntax = RandomSyntax(seed: seed, isForJSON: isForJSON)
        syntax.policy(depth)
        return syntax.tokens
    }

    // MARK: Policies

    private mutating func policy(_ depth: Int) {
        for number in 0..<below(3) {
            put("@", pick(["id", "in", "_a", "permit", "true"]) + "\(number)")
            if chance(2) { put("(", string(), ")") }
        }
        put(pick(["permit", "forbid"]), "(", "principal")
        party("?principal")
        put(",", "action")
        action()
        put(",", "resource")
        party("?resource")
        if chance(4) { put(",") }
        put(")")
        for _ in 0..<below(3) {
            put(pick(["when", "unless"]), "{")
            expression(depth)
            put("}")
        }
        put(";")
    }

    private mutating func party(_ slot: String) {
        switch below(5) {
        case 0: return
        case 1: put("==")
        case 2: put("in")
        case 3:
            put("is")
            return name()
        default:
            put("is")
            name()
            put("in")
        }
        if chance(3) { put(slot) } else { entity() }
    }

    private mutating func action() {
        switch below(4) {
        case 0: return
        case 1: put("==", "Action", "::", string())
        case 2: put("in", "NS", "::", "Action", "::", string())
        default:
            put("in", "[")
            list { $0.put("Action", "::", $0.string()) }
            put("]")
        }
    }

    // MARK: Operators

    private mutating func expression(_ depth: Int) {
        guard depth > 0, chance(6) else {
            return row("||", depth) { $0.row("&&", depth) { $0.relation(depth) } }
        }
        put("if")
        expression(depth - 1)
        put("then")
        expression(depth - 1)
        put("else")
        expression(depth - 1)
    }

    private mutating func row(_ symbol: String, _ depth: Int, _ operand: (inout RandomSyntax) -> Void) {
        operand(&self)
        // Seldom longer than any row whose parentheses are kept.
        let count = depth > 0 && chance(4) ? (!isForJSON && chance(20) ? 40 : 1 + below(2)) : 0
        for _ in 0..<count {
            put(symbol)
            operand(&self)
        }
    }

    private mutating func relation(_ depth: Int) {
        sum(depth)
        switch below(12) {
        case 0...2:
            put(pick(["==", "!=", "<", "<=", ">", ">=", "in"]))
            sum(depth)
        case 3:
            put("has")
            guard !chance(3) else { return put(string()) }
            put(identifier())
            while !isForJSON, chance(2) { put(".", identifier()) }
        case 4: put("like", "\"" + pick(["*", "\\*", "a*\\*b", ""]) + string().dropFirst())
        case 5:
            put("is")
            name()
            guard chance(2) else { return }
            put("in")
            sum(depth)
        default: return
        }
    }

    private mutating func sum(_ depth: Int) {
        row(pick(["+", "-"]), depth - 1) { $0.row("*", depth - 1) { $0.signed(depth) } }
    }

    private mutating func signed(_ depth: Int) {
        guard chance(5) else { return member(depth) }
        let sign = pick(["!", "-"])
        for _ in 0...below(4) { put(sign) }
        if sign == "-", chance(4) { put("9223372036854775808") } else { member(depth) }
    }

    private mutating func member(_ depth: Int) {
        primary(depth)
        while chance(3) {
            switch below(4) {
            case 0: put(".", identifier())
            case 1: put("[", string(), "]")
            case 2: method(depth - 1)
            default: put(".", "isEmpty", "(", ")")
            }
        }
    }

    private mutating func method(_ depth: Int) {
        put(".")
        if chance(2) {
            put(pick(["contains", "containsAll", "containsAny", "getTag", "hasTag"]), "(")
            expression(depth)
        } else {
            put(pick(["lessThan", "isInRange", "offset", "toDate", "isIpv4"]), "(")
            list { $0.expression(depth - 1) }
        }
        put(")")
    }

    // MARK: Primaries

    private mutating func primary(_ depth: Int) {
        switch below(depth > 0 ? 11 : 6) {
        case 0: put(pick(["true", "false"]))
        case 1: put(pick(["0", "7", "0042", "9223372036854775807"]))
        case 2: put(string())
        case 3: entity()
        case 4, 5: put(pick(["principal", "action", "resource", "context"]))
        case 6:
            put(pick(["decimal", "ip", "datetime", "duration"]), "(")
            list { $0.expression(depth - 1) }
            put(")")
        case 7:
            put("[")
            list { $0.expression(depth - 1) }
            put("]")
        case 8: record(depth)
        default:
            put("(")
            expression(depth - 1)
            put(")")
        }
    }

    private mutating func record(_ depth: Int) {
        put("{")
        var number = 0
        list {
            number += 1
            $0.put($0.chance(2) ? "k\(number)" : "\"\(number)\($0.string().dropFirst())", ":")
            $0.expression(depth - 1)
        }
        put("}")
    }

    private mutating func list(_ element: (inout RandomSyntax) -> Void) {
        let count = below(3)
        for number in 0..<count {
            element(&self)
            if number + 1 < count || chance(4) { put(",") }
        }
    }

    private mutating func entity() {
        name()
        put("::", string())
    }

    private mutating func name() {
        put(pick(["A", "User", "_x9", "principal", "permit"]))
        while chance(4) { put("::", pick(["B", "Album"])) }
    }

    private mutating func identifier() -> String {
        pick(["a", "principal", "when", "permit", "_", "ip", "isEmpty2", "A1"])
    }

    private mutating func string() -> String {
        "\"" + (0..<below(4)).map { _ in pick(Self.pieces) }.joined() + "\""
    }

    // MARK: Chance

    private mutating func put(_ parts: String...) { tokens += parts }
    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    private mutating func chance(_ one: Int) -> Bool { below(one) == 0 }
    private mutating func pick(_ choices: [String]) -> String { choices[below(choices.count)] }

    /// Every escape, and what stands for itself.
    private static let pieces = [
        "a", " ", "\\n", "\\r", "\\t", "\\\\", "\\0", "\\'", "\\\"", "\\x41", "\\x7f", "\\u{e9}",
        "\\u{1F4_08}", "\n", "//",
        "\u{e9}", "e\u{301}", "\u{6f22}", "\u{200b}", "\u{202e}", "*", "'", "if", "{", "\t",
    ]
}
