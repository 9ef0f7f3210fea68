/// How strings are written in messages and policies.
enum Quoting {
    /// A string literal: quotes, backslashes and control characters escaped, everything else as it is.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0": result += "\\0"
            case _ where isHidden(scalar):
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A message with control characters and direction marks written out, so that it reads as what it is, and
    /// with its middle left out when what it quotes is long.
    static func printable(_ whole: String) -> String {
        let message = shortened(whole)
        guard message.unicodeScalars.contains(where: isHidden) else { return message }
        return message.unicodeScalars.reduce(into: "") { result, scalar in
            if isHidden(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func shortened(_ message: String) -> String {
        guard message.utf8.count > longestMessage else { return message }
        let scalars = message.unicodeScalars
        return
            "\(Substring(scalars.prefix(longestMessage / 2)))...\(Substring(scalars.suffix(longestMessage / 4)))"
    }

    private static let longestMessage = 1000

    /// Control characters, direction marks and zero-width characters.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
    }
}
