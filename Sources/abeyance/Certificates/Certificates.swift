import ArgumentParser

/// What can be done with certificates.
struct Certificates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert",
        abstract: "Show certificates, and turn one away.",
        subcommands: [Show.self, Deny.self]
    )
}
