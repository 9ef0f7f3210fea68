import ArgumentParser
import Broker
import Cedar

extension Policy {
    /// Lays policies out anew.
    struct Format: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lay policies out as `cedar format` does, keeping every comment.",
            discussion: """
                The new text of one file, or of standard input for `-`, is printed. With `--write` the files themselves \
                are replaced, and those that changed are named. With `--check` nothing is changed, and those that would \
                change are named.

                Exit codes: 0 done, 1 a file would change (`--check`) or has problems, 2 it could not be read or \
                written, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("Files of policies, or `-`.", valueName: "file"))
        var files: [String]

        @Flag(help: "Change nothing; name the files that would change.")
        var check = false

        @Flag(help: "Replace the files.")
        var write = false

        @Option(help: ArgumentHelp("The column that lines should not go beyond.", valueName: "columns"))
        var lineWidth = 80

        @Option(help: ArgumentHelp("How far each level is moved to the right.", valueName: "columns"))
        var indentation = 2

        func validate() throws {
            guard !(check && write) else {
                throw ValidationError("`--check` changes nothing, `--write` does")
            }
            guard check || write || files.count == 1 else {
                throw ValidationError("several files take `--write` or `--check`")
            }
            guard !write || !files.contains("-") else {
                throw ValidationError("`--write` takes files, not `-`")
            }
            guard (20...1_000).contains(lineWidth) else {
                throw ValidationError("`--line-width` is 20 to 1000")
            }
            guard (0...16).contains(indentation) else { throw ValidationError("`--indentation` is 0 to 16") }
        }

        func run() async throws {
            try await Terminal.reporting {
                let formatter = PolicyFormatter(lineWidth: lineWidth, indentation: indentation)
                var isFine = true
                for file in files { isFine = try format(file, formatter) && isFine }
                guard isFine else { throw ExitCode(1) }
            }
        }

        /// Whether nothing is left to be done about a file.
        private func format(_ file: String, _ formatter: PolicyFormatter) throws -> Bool {
            let text = try PolicyInput(file).text()
            let laidOut: String
            do throws(CedarError) {
                laidOut = try formatter.format(text, file: file)
            } catch {
                for line in error.diagnostics.flatMap({ PolicyProblem($0, in: text).lines }) {
                    Terminal.say(line)
                }
                return false
            }
            guard check || write else {
                Terminal.print(text: laidOut)
                return true
            }
            guard !laidOut.utf8.elementsEqual(text.utf8) else { return true }
            Terminal.print(file)
            if write { try FileBytes.replace(file, with: Array(laidOut.utf8)) }
            return write
        }
    }
}
