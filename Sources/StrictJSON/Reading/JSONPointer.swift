/// A place inside a JSON value (RFC 6901), kept as a stack while reading.
struct JSONPointer {
    enum Step {
        case name(ExactString)
        case index(Int)
    }

    var steps: [Step] = []

    /// The pointer's text, with control characters made visible and long names cut, so that it is safe to print.
    var text: String {
        steps.map { step in
            switch step {
            case .name(let name): Self.token(name)
            case .index(let index): "/\(index)"
            }
        }.joined()
    }

    /// One reference token with its leading slash; `~` and `/` are escaped as the RFC says.
    static func token(_ name: ExactString) -> String {
        var text = "/"
        for scalar in Printable.text(name.value, limit: 64).unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// Input made safe to show in a message.
package enum Printable {
    /// The text with controls, format characters and newlines as `\u{…}`, cut to `limit` scalars.
    package static func text(_ text: String, limit: Int = 80) -> String {
        var result = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < limit else { return result + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
