import ArgumentParser
import Decisions
import PolicyControl

/// A change to a proposed policy set: all of it, or nothing.
struct ProposedChange: ParsableArguments {
    @Argument(help: ArgumentHelp("The folder of the proposed policy set.", valueName: "dir"))
    var folder: String

    @Flag(help: "Print what would change, and change nothing.")
    var dryRun = false

    /// Changes the set, checks it whole, prints what changed and writes it.
    ///
    /// A set that the gate would refuse is left as it was, with every problem and exit code 1.
    func make(_ words: String, _ change: (inout ProposedSet) throws -> Void) throws {
        var set = try ProposedSet(at: folder)
        try change(&set)
        do {
            _ = try set.checked()
            for line in set.differences { Terminal.print(line) }
            if !dryRun { try set.save() }
        } catch let error as BundleError {
            for problem in error.problems { Terminal.say("\(folder)/\(problem)") }
            Terminal.complain(
                "\(folder): \(Amount.of(error.problems.count, "problem")); nothing was changed"
            )
            throw ExitCode(1)
        }
        Terminal.say("\(folder): \(dryRun ? "would have " : "")\(words)")
        if !dryRun { Terminal.say("not in force until the set is: see `abeyance policy --help`") }
    }
}
