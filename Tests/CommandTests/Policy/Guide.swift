import Foundation

/// A page of documentation whose blocks are files, and commands with what they answer.
struct Guide {
    /// The blocks, in order.
    let blocks: [Block]

    /// One fenced block.
    struct Block {
        /// The first word behind the fence; `console` is a block of commands.
        let language: String
        /// The second word: the file that the block is.
        let file: String?
        /// The lines between the fences.
        let lines: [String]
        /// The line of the page that the block begins on, from 1.
        let line: Int
    }

    /// A command and what should come of it.
    struct Command {
        /// The command as the shell takes it, maybe several lines.
        let text: String
        /// What it should print, on both streams; a `…` stands for any text, and alone on a line for any lines.
        let expected: [String]
    }

    /// The page cannot be read as blocks.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads a page.
    init(_ page: String) throws {
        var blocks: [Block] = []
        var open: (info: [String], line: Int, lines: [String])?
        for (index, line) in page.components(separatedBy: "\n").enumerated() {
            if line.hasPrefix("```"), let block = open {
                let file = block.info.count > 1 ? block.info[1] : nil
                blocks.append(
                    Block(language: block.info.first ?? "", file: file, lines: block.lines, line: block.line)
                )
                open = nil
            } else if line.hasPrefix("```") {
                open = (line.dropFirst(3).split(separator: " ").map(String.init), index + 1, [])
            } else {
                open?.lines.append(line)
            }
        }
        if let open { throw Malformed(description: "line \(open.line): the block does not end") }
        self.blocks = blocks
    }
}

extension Guide.Block {
    /// The commands of a block: `$ ` begins one, `> ` and the line behind a backslash continue it.
    func commands() throws -> [Guide.Command] {
        var commands: [Guide.Command] = []
        var text: [String] = []
        var expected: [String] = []
        for line in lines + ["$ "] {
            if line.hasPrefix("$ ") {
                if !text.isEmpty {
                    commands.append(Guide.Command(text: text.joined(separator: "\n"), expected: expected))
                }
                (text, expected) = ([String(line.dropFirst(2))], [])
            } else if text.isEmpty {
                throw Guide.Malformed(description: "line \(self.line): a block of commands begins with `$ `")
            } else if expected.isEmpty, line.hasPrefix("> ") {
                text.append(String(line.dropFirst(2)))
            } else if expected.isEmpty, text.last?.hasSuffix("\\") == true {
                text.append(line)
            } else {
                expected.append(line)
            }
        }
        return commands
    }
}

extension Guide.Command {
    /// Whether this is what was expected.
    func isAnswered(by output: [String]) -> Bool { Self.matches(expected[...], output[...]) }

    private static func matches(_ expected: ArraySlice<String>, _ found: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return found.isEmpty }
        if first == "…" {
            return (found.startIndex...found.endIndex).contains {
                matches(expected.dropFirst(), found[$0...])
            }
        }
        guard let line = found.first, matches(first, line) else { return false }
        return matches(expected.dropFirst(), found.dropFirst())
    }

    /// Whether the parts around each `…` stand in the line, in order.
    private static func matches(_ pattern: String, _ line: String) -> Bool {
        let parts = pattern.components(separatedBy: "…")
        guard parts.count > 1 else { return pattern == line }
        guard line.hasPrefix(parts[0]), line.hasSuffix(parts[parts.count - 1]) else { return false }
        var rest = Substring(line)
        for part in parts where !part.isEmpty {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
