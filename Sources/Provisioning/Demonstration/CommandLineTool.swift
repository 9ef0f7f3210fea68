import Foundation

/// The program's own commands, run as anybody would run them.
struct CommandLineTool {
    /// The program's path.
    let program: String
    /// The program as the person at the terminal called it, for lines to be repeated.
    let calledAs: String

    /// What a command came to.
    struct Result {
        let status: Int32
        /// What it wrote to standard output.
        let output: [UInt8]
        /// Its output and then its messages, line by line.
        let lines: [String]
    }

    /// Runs a command to its end.
    func run(_ arguments: [String]) throws -> Result {
        let run = try Subprocess.run(program, arguments)
        let text = String(decoding: run.output, as: UTF8.self) + "\n" + run.errors
        return Result(
            status: run.status,
            output: run.output,
            lines: text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        )
    }

    /// Runs a command that must succeed.
    ///
    /// - Throws: `DemonstrationRoot.Failure` with its words when it does not.
    @discardableResult
    func succeed(_ arguments: [String]) throws -> Result {
        let result = try run(arguments)
        guard result.status == 0 else {
            let command = (["abeyance"] + arguments).joined(separator: " ")
            let words = result.lines.joined(separator: "\n")
            throw DemonstrationRoot.Failure(
                description: "`\(command)` ended with code \(result.status):\n\(words)"
            )
        }
        return result
    }

    /// Runs a command that must succeed, and lets the person at the terminal watch.
    func show(_ arguments: [String]) throws {
        let status = try Subprocess.show(program, arguments)
        guard status == 0 else {
            let command = (["abeyance"] + arguments).joined(separator: " ")
            throw DemonstrationRoot.Failure(description: "`\(command)` ended with code \(status)")
        }
    }
}
