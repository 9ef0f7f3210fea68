import Foundation

/// A terminal for programs that ask questions: `script`, with a file as what is typed.
enum TestTerminal {
    static let isPresent = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")

    /// Runs a command in a terminal; what it prints comes back in one stream.
    static func run(_ command: [String], typing path: String) throws -> Outcome {
        let quoted = command.map { "'" + $0.replacingOccurrences(of: "'", with: #"'\''"#) + "'" }.joined(
            separator: " "
        )
        return try Program.run(
            "script",
            ["--quiet", "--return", "--command", quoted, "/dev/null"],
            input: path
        )
    }
}
