import ArgumentParser
import Foundation

/// Runs the benchmarks and prints their figures.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Runs the benchmarks (what is done when no subcommand is given).",
        discussion: """
            What cannot be measured here prints `NAME: not available (why)`; asked for by name it exits 2. Machines are \
            noisy: compare figures of one run, and read them with the load that is printed beside them.
            """
    )

    @Option(help: "Run only the benchmark of this name (may be given again).")
    var only: [String] = []

    @Flag(help: "List the benchmarks.")
    var list = false

    @Flag(help: "Print each figure as a line of JSON too, after the table.")
    var json = false

    @Flag(help: "Search a collection of a million faces too.")
    var large = false

    @Option(help: "The folder of policies.")
    var policies = "policies"

    @Option(help: "A photograph with a face, JPEG or PNG.")
    var photo: String?

    @Option(help: "The folder below which logs are written and removed: on the disk that is meant.")
    var folder = FileManager.default.temporaryDirectory.path

    func run() async throws {
        guard !list else {
            for benchmark in Benchmark.all { print(Table.listing(benchmark)) }
            return
        }
        let surroundings = Surroundings(
            policies: policies,
            photograph: photo,
            isLarge: large,
            folder: folder
        )
        var table = Table()
        var missing = false
        var failed = false
        table.printHead()
        for name in only.isEmpty ? Benchmark.all.map(\.name) : only {
            do {
                guard let benchmark = Benchmark.all.first(where: { $0.name == name }) else {
                    throw NotAvailable("no such benchmark; `--list` names them")
                }
                table.add(try await benchmark.run(surroundings), of: benchmark)
            } catch let error as NotAvailable {
                print("\(name): not available (\(error))")
                missing = true
            } catch {
                complain("\(name): failed: \(error)")
                failed = true
            }
        }
        table.printEnd(json: json)
        if failed { throw ExitCode(1) }
        if missing, !only.isEmpty { throw ExitCode(2) }
    }
}
