import ArgumentParser

/// What a court's clerk, and whoever is handed a token, can do with warrants.
struct Warrant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Issue, read, verify, revoke and count warrant tokens: signed court orders that a gate can check.",
        subcommands: [Issue.self, Inspect.self, Verify.self, Revoke.self, Uses.self, Trust.self]
    )
}
