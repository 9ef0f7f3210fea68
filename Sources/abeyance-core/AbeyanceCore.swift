import ArgumentParser

/// The built-in matching core, and what installs its model.
@main
struct AbeyanceCore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abeyance-core",
        abstract: "The built-in matching core of Abeyance; `abeyance` runs it, nobody needs to.",
        subcommands: [Serve.self, Install.self, Photographs.self, Status.self],
        defaultSubcommand: Serve.self
    )
}
