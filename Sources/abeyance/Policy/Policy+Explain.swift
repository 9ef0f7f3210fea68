import ArgumentParser
import Cedar
import Decisions
import PolicyControl
import StrictJSON

extension Policy {
    /// Says what a policy set decides about a request, and why.
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a request to a policy set, and say which rules, clauses and terms decided.",
            discussion: """
                The request is put in the gate's own words; what is left out counts as it does at the gate. Rules whose \
                scope covers the request are explained, and with `--all` the others are named too. Nothing is sent and \
                nothing recorded.

                Exit codes: 0 the request would be allowed, 1 refused, 2 the set or the request could not be read, \
                64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The folder of the policy set.", valueName: "dir"))
        var folder: String

        @OptionGroup(title: "The request")
        var question: QuestionOptions

        @Flag(help: "Name the rules too that are about somebody or something else.")
        var all = false

        @Flag(help: "Print the explanation as JSON.")
        var json = false

        func run() async throws {
            try await Terminal.reporting {
                let files = try PolicyFolder.files(at: folder)
                let engine: Engine
                do throws(BundleError) {
                    engine = try Engine(try Bundle(files: files))
                } catch {
                    Terminal.complain(
                        "\(folder): the set cannot be used; see `abeyance policy check \(folder)`"
                    )
                    throw ExitCode(2)
                }
                let facts = try question.facts()
                let explained = ExplainedDecision(
                    engine.trace(of: facts, reach: .everyClause),
                    folder: folder
                )
                if json {
                    Terminal.print(readable: explained.json)
                } else {
                    for line in explained.lines(all: all) { Terminal.print(line) }
                }
                if !explained.isAllowed { throw ExitCode(1) }
            }
        }
    }
}
