import ArgumentParser

/// What can be done with the built-in matching core.
struct Core: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Install the built-in matching core's face model, and see what is installed.",
        subcommands: [Install.self, Status.self]
    )
}
