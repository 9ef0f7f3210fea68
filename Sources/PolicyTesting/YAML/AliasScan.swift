/// Looks for `&name` and `*name` where YAML would take them for an anchor or an alias.
///
/// By lines, and rather too often than too seldom: a text that looks so can stand in quotes.
enum AliasScan {
    /// The first such place.
    static func first(in text: String) -> YAMLPlace? {
        for (index, line) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if let column = first(on: Array(line)) { return YAMLPlace(line: index + 1, column: column) }
        }
        return nil
    }

    /// The column, from 1, of the first on a line.
    private static func first(on line: [UInt8]) -> Int? {
        var quote: UInt8?
        var isAtStart = true
        for (index, byte) in line.enumerated() {
            if let open = quote {
                if byte == open, open != doubleQuote || line[index - 1] != backslash { quote = nil }
                continue
            }
            switch byte {
            case hash where isAtStart: return nil
            case doubleQuote where isAtStart, singleQuote where isAtStart: quote = byte
            case ampersand where isAtStart, star where isAtStart:
                if index + 1 < line.count, isName(line[index + 1]) { return index + 1 }
            default: break
            }
            isAtStart = openers.contains(byte)
        }
        return nil
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte > 0x20 && !openers.contains(byte)
    }

    private static let hash = UInt8(ascii: "#")
    private static let ampersand = UInt8(ascii: "&")
    private static let star = UInt8(ascii: "*")
    private static let doubleQuote = UInt8(ascii: "\"")
    private static let singleQuote = UInt8(ascii: "'")
    private static let backslash = UInt8(ascii: "\\")
    /// What a value may begin behind.
    private static let openers: [UInt8] = [
        0x20, 0x09, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","),
    ]
}
