import ArgumentParser
import Foundation

/// Runs vectors of the official shapes through the real parts, and ends each run with one line of counts.
struct ConformanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Holds this implementation against files of vectors.",
        discussion: "Exits 1 when anything differs, or when not everything that a file holds was run."
    )

    @Option(help: "A file of warrant vectors (JSON).")
    var warrants: String?

    @Option(help: "A Cedar corpus of the official shape (tar.gz).")
    var cedarCorpus: String?

    @Option(help: "A folder with `photos/` and the published model's results in `faces/`.")
    var faces: String?

    @Option(help: "A folder of transparency-log vectors.")
    var tlog: String?

    @Option(help: "A file of certificate chains of x509-limbo's shape (JSON).")
    var limbo: String?

    func validate() throws {
        guard warrants != nil || cedarCorpus != nil || faces != nil || tlog != nil || limbo != nil
        else {
            throw ValidationError(
                "nothing to run: give --warrants, --cedar-corpus, --faces, --tlog or --limbo"
            )
        }
    }

    func run() async throws {
        var agrees = true
        if let warrants { agrees = try WarrantRun(path: warrants).printed() && agrees }
        if let cedarCorpus { agrees = try CorpusRun(path: cedarCorpus).printed() && agrees }
        if let faces { agrees = try FaceRun(folder: faces).printed() && agrees }
        if let tlog { agrees = try TlogRun(folder: tlog).printed() && agrees }
        if let limbo { agrees = try LimboRun(path: limbo).printed() && agrees }
        guard agrees else { throw ExitCode(1) }
    }
}

/// A line on the standard error stream.
func complain(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
}
