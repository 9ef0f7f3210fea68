import Foundation
import Provisioning

/// The real programs, run to their end.
enum Program {
    /// Where the built programs are.
    static let folder =
        ProcessInfo.processInfo.environment["ABEYANCE_PROGRAMS"]
        ?? FileManager.default.currentDirectoryPath + "/.build/release"
    static let abeyance = "\(folder)/abeyance"
    static let core = "\(folder)/abeyance-core"

    /// Runs `abeyance` with arguments, nothing on standard input unless a file is named, and variables added.
    static func run(
        _ arguments: String...,
        input: String? = nil,
        environment: [String: String] = [:]
    ) throws -> Outcome {
        try run(abeyance, arguments, input: input, environment: environment)
    }

    /// Runs any program in the same way.
    static func run(
        _ program: String,
        _ arguments: [String],
        input: String? = nil,
        environment: [String: String] = [:]
    ) throws -> Outcome {
        let variables = environment.map { "\($0)=\($1)" }
        let redirected =
            input.map { ["sh", "-c", #"file="$1"; shift; exec "$@" < "$file""#, "sh", $0] } ?? []
        let ended = try Subprocess.run("/usr/bin/env", variables + redirected + [program] + arguments)
        return Outcome(
            code: ended.status,
            output: String(decoding: ended.output, as: UTF8.self),
            errors: ended.errors
        )
    }
}

/// How a program ended and what it said.
struct Outcome {
    let code: Int32
    let output: String
    let errors: String

    /// The lines on standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// Whether it failed as a command should: this code, nothing but one message, and these words in it.
    func failed(_ code: Int32, saying words: String...) -> Bool {
        self.code == code && errors.hasPrefix("abeyance: ") && errors.split(separator: "\n").count == 1
            && words.allSatisfy(errors.contains)
    }
}
