import ArgumentParser
import FaceMatching

/// Installs the demonstration's photographs.
struct Photographs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch the photographs of `abeyance demo`, unless they are there.",
        discussion: """
            They are portraits of two people from the source package `face_recognition` 1.3.0, fetched with pip and \
            checked against pinned digests.

            Exit codes: 0 they are there, 2 they could not be fetched, 64 wrong usage.
            """
    )

    @Option(
        name: .customLong("from"),
        parsing: .upToNextOption,
        help: ArgumentHelp("The archive, brought by hand.", valueName: "file")
    )
    var files: [String] = []

    func run() throws {
        try Message.reporting { try Self.install(files: files) }
    }

    /// Installs what is missing.
    static func install(files: [String]) throws {
        _ = try PhotographInstaller().install(files: files) { Message.write($0) }
    }
}
