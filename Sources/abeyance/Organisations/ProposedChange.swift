import ArgumentParser
import AuditLog
import Broker
import Decisions
import PolicyControl

/// A change to a proposed policy set: all of it, or nothing.
struct ProposedChange: ParsableArguments {
    @Argument(help: ArgumentHelp("The folder of the proposed policy set.", valueName: "dir"))
    var folder: String

    @Option(
        help: ArgumentHelp(
            "The gate's configuration: the set's version is made one more than that of the set in force there.",
            discussion: "Without it `abeyance.yaml`, if it is there.",
            valueName: "file"
        )
    )
    var config: String?

    @Flag(help: "Print what would change, and change nothing.")
    var dryRun = false

    /// Changes the set, gives it its version, checks it whole, prints what changed and writes it.
    ///
    /// A set that the gate would refuse is left as it was, with every problem and exit code 1.
    func make(_ words: String, _ change: (inout ProposedSet) throws -> Void) throws {
        var set = try ProposedSet(at: folder)
        try change(&set)
        let active = try versionInForce()
        if let active { try set.raiseVersion(above: active) }
        do {
            let version = try set.checked().about.version
            for line in set.differences { Terminal.print(line) }
            if !dryRun { try set.save() }
            Terminal.say("\(folder): \(dryRun ? "would have " : "")\(words)")
            if active == nil, !dryRun {
                Terminal.say(
                    "bundle.json keeps version \(version), since no gate's configuration was named (`--config`): it must be more than that of the set in force"
                )
            }
        } catch let error as BundleError {
            for problem in error.problems { Terminal.say("\(folder)/\(problem)") }
            Terminal.complain(
                "\(folder): \(Amount.of(error.problems.count, "problem")); nothing was changed"
            )
            throw ExitCode(1)
        }
        if !dryRun { Terminal.say("not in force until the set is: see `abeyance policy --help`") }
    }

    /// The version of the set in force, by the log of the gate whose configuration is at hand.
    private func versionInForce() throws -> Int64? {
        let standard = "abeyance.yaml"
        guard let path = config ?? ((try? AbsolutePath.of(standard)) == nil ? nil : standard) else {
            return nil
        }
        let state = try ConfigurationFile.load(path: path).state
        return try RecordedBundle(in: try LogSources.open(state)).version
    }
}
