import Foundation
import Glibc

/// Tells the story on standard output, in lines of at most 100 columns; in colour on a terminal unless `NO_COLOR` is set.
struct Narrator {
    private let isColoured: Bool
    private var chapters = 0
    private var steps = 0

    init() {
        let refused = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        isColoured = !refused && isatty(1) == 1
    }

    /// A line as it is.
    func say(_ text: String) { write(text) }

    /// Opens a chapter.
    mutating func chapter(_ title: String) {
        chapters += 1
        write("\n" + painted("\(chapters). \(title)", .bold))
    }

    /// Says what is about to happen.
    mutating func step(_ sentence: String) {
        steps += 1
        let number = String(steps)
        wrap("\(number).", sentence, indent: 5)
    }

    /// Says what came of it: a verdict, and facts about it.
    func verdict(_ word: Verdict, _ facts: [String]) {
        wrap(
            painted(word.rawValue, word.colour),
            facts.joined(separator: ", "),
            indent: 12,
            from: 5,
            width: word.rawValue.count
        )
    }

    /// Something that belongs to the step above.
    func detail(_ text: String) { wrap("", text, indent: 12) }

    /// A step did not come out as it should.
    func complaint(_ text: String) {
        wrap(painted("NOT AS EXPECTED:", .red), text, indent: 12, from: 5, width: 16)
    }

    /// What came of a step.
    enum Verdict: String {
        case allow = "ALLOW"
        case deny = "DENY"
        case done = "DONE"
        case found = "FOUND"

        fileprivate var colour: Colour {
            switch self {
            case .allow, .done: .green
            case .deny, .found: .yellow
            }
        }
    }

    /// A duration in words: milliseconds below a second.
    static func words(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        return milliseconds < 1_000
            ? "\(Int(milliseconds.rounded())) ms" : "\((milliseconds / 100).rounded() / 10) s"
    }

    fileprivate enum Colour: String {
        case bold = "1"
        case red = "1;31"
        case green = "32"
        case yellow = "33"
    }

    private func painted(_ text: String, _ colour: Colour) -> String {
        isColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Prints a label and then words from the column `indent` on, broken before the margin.
    private func wrap(_ label: String, _ text: String, indent: Int, from start: Int = 1, width: Int? = nil) {
        let used = start + (width ?? label.count)
        var line =
            String(repeating: " ", count: start) + label
            + String(repeating: " ", count: max(1, indent - used))
        var column = max(used + 1, indent)
        var isFirst = true
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !isFirst, column + 1 + word.count > Self.margin {
                write(line)
                line = String(repeating: " ", count: indent)
                column = indent
                isFirst = true
            }
            line += (isFirst ? "" : " ") + word
            column += word.count + (isFirst ? 0 : 1)
            isFirst = false
        }
        write(line)
    }

    private func write(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }

    private static let margin = 100
}
