import ArgumentParser
import Warrants

extension Warrant {
    /// Prints what a token says, verified or not.
    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what a token says, without believing any of it.",
            discussion: """
                Exit codes: 0 the token has the form of a warrant, 1 it has not, 2 it could not be read, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The token's file, or - for standard input.", valueName: "file"))
        var file: String

        func run() async throws {
            try await Terminal.reporting {
                let inspection = WarrantInspection(try TokenFile.read(file))
                for line in inspection.lines { Terminal.print(line) }
                guard inspection.lines.contains(where: { $0.hasPrefix("fault") }) else { return }
                Terminal.complain("\(file): not a warrant token that a gate could read")
                throw ExitCode(1)
            }
        }
    }
}
