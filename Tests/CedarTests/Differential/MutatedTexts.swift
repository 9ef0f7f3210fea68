import Support

/// Texts made from good ones by dropping, doubling, swapping and replacing tokens, from a seed.
struct MutatedTexts {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A text with one to so many changes.
    mutating func mutated(_ text: String, atMost changes: Int = 3) -> String {
        var tokens = Self.tokens(of: text)
        for _ in 0..<Int.random(in: 1...changes, using: &random) where tokens.count > 1 {
            let place = Int.random(in: 0..<tokens.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: tokens.remove(at: place)
            case 1: tokens.insert(tokens[place], at: place)
            case 2: tokens.swapAt(place, Int.random(in: 0..<tokens.count, using: &random))
            case 3: tokens[place] = tokens[Int.random(in: 0..<tokens.count, using: &random)]
            case 4: tokens.insert(pick(Self.words), at: place)
            default: tokens[place] = pick(Self.words)
            }
        }
        return tokens.joined(separator: Bool.random(using: &random) ? " " : "\n")
    }

    private mutating func pick(_ words: [String]) -> String {
        words[Int.random(in: 0..<words.count, using: &random)]
    }

    /// Words, texts in quotes, and single signs; pairs such as `::` stay whole.
    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
                continue
            }
            var end = rest.index(after: rest.startIndex)
            if first == "\"" {
                while end < rest.endIndex, rest[end] != "\"" {
                    end =
                        rest.index(end, offsetBy: rest[end] == "\\" ? 2 : 1, limitedBy: rest.endIndex)
                        ?? rest.endIndex
                }
                if end < rest.endIndex { end = rest.index(after: end) }
            } else if first.isLetter || first.isNumber || first == "_" || first == "?" {
                while end < rest.endIndex, rest[end].isLetter || rest[end].isNumber || rest[end] == "_" {
                    end = rest.index(after: end)
                }
            } else if pairs.contains(where: rest.hasPrefix) {
                end = rest.index(end, offsetBy: 1)
            }
            tokens.append(String(rest[..<end]))
            rest = rest[end...]
        }
        return tokens
    }

    private static let pairs = ["::", "==", "!=", "<=", ">=", "&&", "||"]
    private static let words = [
        "permit", "forbid", "when", "unless", "principal", "action", "resource", "context", "if", "then",
        "else",
        "true", "false", "in", "is", "has", "like", "?principal", "?resource", "?other", "(", ")", "{", "}",
        "[",
        "]", ",", ";", ":", "::", ".", "==", "!=", "<", "&&", "||", "!", "-", "+", "*", "/", "%", "=", "@",
        "@id",
        "0", "-1", "007", "9223372036854775807", "9223372036854775808", "\"a\"", "\"\"", "\"\\u{41}\"",
        "\"\\x41\"", "\"\\x80\"", "\"\\'\"", "\"\\*\"", "\"\\0\"", "\"\\q\"", "\"\\u{110000}\"", "\"é\"",
        "a", "User", "Action", "__cedar", "decimal", "ip", "contains", "getTag", "isEmpty", "toDate",
        "entity", "enum",
        "tags", "type", "namespace", "appliesTo", "Set", "Long", "Bool", "Boolean", "String", "Extension",
        "?", "#",
        "// x\n", "/*", "&", "|", "<<", "'", "$", "\u{00e9}", "_", "1.5", "1_0", "0x1",
    ]
}
