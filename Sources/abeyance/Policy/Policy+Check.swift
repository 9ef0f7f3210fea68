import ArgumentParser
import Cryptography
import Decisions
import PolicyControl
import StrictJSON

extension Policy {
    /// Checks a policy set as the gate would.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Check a policy set exactly as the gate does before it takes one, and print every problem at once.",
            discussion:
                "Exit codes: 0 the set can be used, 1 it has problems, 2 it could not be read, 64 wrong usage."
        )

        @Argument(help: ArgumentHelp("The folder of the policy set.", valueName: "dir"))
        var folder: String

        func run() async throws {
            try await Terminal.reporting {
                let files = try PolicyFolder.files(at: folder)
                do throws(BundleError) {
                    let bundle = try Bundle(files: files)
                    Terminal.print(
                        "\(bundle.about.name) \(bundle.about.version): \(Amount.of(bundle.files.count, "file")), "
                            + "\(Amount.of(bundle.registry.organisations.count, "organisation")), digest \(bundle.digest.hex)"
                    )
                    if bundle.about.isDemonstration {
                        Terminal.say("demonstration root: one person holds every key")
                    }
                } catch {
                    for problem in error.problems {
                        Terminal.print(
                            problem.file.isEmpty ? "\(folder): \(problem)" : "\(folder)/\(problem)"
                        )
                    }
                    Terminal.complain(
                        "\(folder): \(Amount.of(error.problems.count, "problem")); the gate would refuse this set"
                    )
                    throw ExitCode(1)
                }
            }
        }
    }
}
