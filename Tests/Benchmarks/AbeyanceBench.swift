import ArgumentParser

/// The program `abeyance-bench`: measures this implementation, and holds it against vectors from outside.
@main
struct AbeyanceBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abeyance-bench",
        abstract: "Measures Abeyance, and holds it against conformance vectors.",
        subcommands: [
            MeasureCommand.self, ConformanceCommand.self, ServeCommand.self, CountAllocationsCommand.self,
        ],
        defaultSubcommand: MeasureCommand.self
    )
}
