import ArgumentParser

extension Core {
    /// Says what is installed.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Say which face model is installed, and whether the photographs of the demonstration are.",
            discussion: "Exit codes: 0 the model is there, 1 it is missing, 2 this could not be found out."
        )

        func run() async throws {
            try await Terminal.reporting { try CoreProgram.become(["status"]) }
        }
    }
}
