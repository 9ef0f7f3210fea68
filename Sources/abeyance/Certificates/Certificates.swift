import ArgumentParser

/// What can be done with certificates.
struct Certificates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert",
        abstract: "Make an authority, issue, revoke and list certificates, show one, and turn one away.",
        subcommands: [
            Found.self, Issue.self, Revoke.self, Publish.self, List.self, Show.self, Deny.self,
        ]
    )
}
