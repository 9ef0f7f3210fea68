import ArgumentParser
import PolicyTesting
import Provisioning
import StrictJSON

extension Policy {
    /// Runs tests of policies.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Put the cases of YAML files to the policies they name, and tell what no case has seen.",
            discussion: """
                A file stands for itself, a folder for the `*.yaml` in it and in every folder named `tests` below it; \
                without any, the policies that come with the program are tested. policies/tests/README.md describes the \
                files. Each failed case is one line, with what was expected, what came out and why; so is each part of a \
                policy that no case has seen both true and false.

                Exit codes: 0 every case came out as expected, 1 one did not, or with `--require-coverage` something is \
                untested, 2 the tests or their policies could not be read, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("Folders or files of tests.", valueName: "dir"))
        var paths: [String] = []

        @Flag(help: "Fail when a part of a policy was not seen both true and false.")
        var requireCoverage = false

        @Flag(help: "Print every case and every part of the policies as JSON.")
        var json = false

        func run() async throws {
            try await Terminal.reporting {
                let paths = try paths.isEmpty ? [PolicyLibrary.near(program: Terminal.program).folder] : paths
                let report = TestReport(try TestRun.of(paths: paths), requiresCoverage: requireCoverage)
                if json {
                    Terminal.print(JSONValue.object(report.json).serialized())
                } else {
                    for line in report.lines { Terminal.print(line) }
                }
                if !report.isPassed { throw ExitCode(1) }
            }
        }
    }
}
