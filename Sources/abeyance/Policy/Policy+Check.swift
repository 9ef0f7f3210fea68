import ArgumentParser
import Decisions
import StrictJSON

extension Policy {
    /// Checks a policy set as the gate would, or any policies.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check policies and print every problem at once, each with its line.",
            discussion: """
                A folder is checked as a policy set, exactly as the gate does before it takes one. Files of policies, in \
                Cedar or JSON, are checked for their syntax, and with `--schema` for their types; then a folder counts \
                as the `*.cedar` files in it.

                Exit codes: 0 it can be used, 1 it has problems, 2 it could not be read, 64 wrong usage. A warning is no \
                problem.
                """
        )

        @Argument(help: ArgumentHelp("The folder of a policy set, or files of policies.", valueName: "path"))
        var paths: [String]

        @Option(help: ArgumentHelp("The schema for files of policies, in Cedar or JSON.", valueName: "file"))
        var schema: String?

        @Flag(help: "Print what was found as JSON.")
        var json = false

        func run() async throws {
            try await Terminal.reporting {
                let found = try findings()
                if json {
                    Terminal.print(readable: report(found))
                } else {
                    for line in found.flatMap(\.list).flatMap(\.lines) { Terminal.print(line) }
                    for line in found.compactMap(\.summary) { Terminal.print(line) }
                }
                if found.contains(where: { $0.bundle?.about.isDemonstration == true }) {
                    Terminal.say("demonstration root: one person holds every key")
                }
                let errors = found.reduce(0) { $0 + $1.errors }
                guard errors == 0 else {
                    let verdict =
                        found.contains { $0.isSet && $0.errors > 0 } ? "; the gate would refuse this set" : ""
                    Terminal.complain(
                        "\(paths.joined(separator: ", ")): \(Amount.of(errors, "problem"))\(verdict)"
                    )
                    throw ExitCode(1)
                }
            }
        }

        /// Sets are checked one by one; files together, since an id must not occur in two of them.
        private func findings() throws -> [PolicyFindings] {
            let folders = schema == nil ? paths.filter(PolicyInput.isFolder) : []
            var files: [String] = []
            for path in paths where !folders.contains(path) {
                files += PolicyInput.isFolder(path) ? try PolicyInput.policyFiles(in: path) : [path]
            }
            let sets = try folders.map { try PolicyFindings(set: $0) }
            return sets + (files.isEmpty ? [] : [try PolicyFindings(files: files, schema: schema)])
        }

        private func report(_ found: [PolicyFindings]) -> JSONValue {
            var object: JSONObject = [
                "errors": .integer(Int64(found.reduce(0) { $0 + $1.errors })),
                "warnings": .integer(Int64(found.reduce(0) { $0 + $1.warnings })),
                "problems": .array(found.flatMap(\.list).map(\.json)),
            ]
            let sets = found.compactMap(\.bundle).map { JSONValue.object($0.reference.json) }
            if !sets.isEmpty { object.set("sets", .array(sets)) }
            return .object(object)
        }
    }
}
