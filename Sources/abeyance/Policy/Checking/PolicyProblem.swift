import Cedar
import Decisions
import StrictJSON

/// One problem of a text, with the line that it is in.
struct PolicyProblem {
    /// The file, or the folder for a set as a whole.
    let file: String
    /// The line and column, counted from 1; nil for a problem of the whole file.
    let position: (line: Int, column: Int)?
    /// How many characters of the line it covers, at least 1.
    let length: Int
    /// Whether the text is taken all the same.
    let isWarning: Bool
    /// The sentence.
    let message: String
    /// The line that it is in, without its end.
    let excerpt: String?

    /// A problem of a text; `folder` is what its file's name is relative to.
    init(_ diagnostic: CedarDiagnostic, in text: String?, folder: String = "") {
        let covered = Int(diagnostic.span.end) - Int(diagnostic.span.start)
        file = folder + diagnostic.file
        position = (diagnostic.line, diagnostic.column)
        isWarning = diagnostic.severity == .warning
        message = diagnostic.message
        excerpt = text.flatMap { Self.line(diagnostic.line, of: $0) }
        length = Self.length(covered, from: diagnostic.column, in: excerpt)
    }

    /// A problem of a set's file, whose message begins with its place if it has one.
    init(_ problem: BundleProblem, in text: String?, folder: String, covering span: Int?) {
        let parts = problem.message.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        file = problem.file.isEmpty ? folder : "\(folder)/\(problem.file)"
        isWarning = false
        guard parts.count == 3, let line = Int(parts[0]), let column = Int(parts[1]) else {
            position = nil
            length = 1
            message = Self.trimmed(problem.message)
            excerpt = nil
            return
        }
        position = (line, column)
        message = Self.trimmed(String(parts[2]))
        excerpt = text.flatMap { Self.line(line, of: $0) }
        length = Self.length(span ?? 1, from: column, in: excerpt)
    }

    /// A problem of a whole file.
    init(file: String, message: String) {
        self.file = file
        self.message = message
        position = nil
        length = 1
        isWarning = false
        excerpt = nil
    }

    /// The place and the sentence, the line below it, and the characters meant below that.
    var lines: [String] {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        let first = "\(file)\(place): \(isWarning ? "warning: " : "")\(message)"
        guard let position, let excerpt, excerpt.unicodeScalars.count <= Self.widest else { return [first] }
        let number = "\(position.line)"
        let margin = String(repeating: " ", count: number.count)
        let shown = Printable.text(excerpt.replacing("\t", with: " "), limit: Self.widest)
        let indentation = String(repeating: " ", count: max(0, position.column - 1))
        let carets = String(repeating: "^", count: length)
        return [first, "  \(number) | \(shown)", "  \(margin) | \(indentation)\(carets)"]
    }

    /// The same for programs.
    var json: JSONValue {
        var object: JSONObject = ["file": .string(ExactString(file))]
        if let position {
            object.set("line", .integer(Int64(position.line)))
            object.set("column", .integer(Int64(position.column)))
            object.set("length", .integer(Int64(length)))
        }
        object.set("severity", isWarning ? "warning" : "error")
        object.set("message", .string(ExactString(message)))
        return .object(object)
    }

    private static func line(_ number: Int, of text: String) -> String? {
        let lines = text.utf8.split(separator: 0x0a, maxSplits: number, omittingEmptySubsequences: false)
        guard number >= 1, number <= lines.count else { return nil }
        return String(Substring(lines[number - 1])).trimmingSuffix("\r")
    }

    /// A span in bytes as characters, held within its line.
    private static func length(_ bytes: Int, from column: Int, in line: String?) -> Int {
        guard let line else { return 1 }
        let rest = String(String.UnicodeScalarView(line.unicodeScalars.dropFirst(column - 1)))
        return max(1, String(decoding: rest.utf8.prefix(bytes), as: UTF8.self).unicodeScalars.count)
    }

    private static func trimmed(_ text: String) -> String { String(text.drop { $0 == " " }) }

    /// Longer lines are not shown: nobody reads them.
    private static let widest = 200
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
