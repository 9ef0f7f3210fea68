import ArgumentParser

/// Being a witness of other people's logs, and asking witnesses about one's own.
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Witness a log (vouch that it only ever grew), or ask witnesses about a log.",
        discussion: """
            A witness keeps the last checkpoint that it cosigned of each log and cosigns only what continues it
            (c2sp.org/tlog-witness). It should be run by somebody else than the log's operator.
            """,
        subcommands: [Init.self, Add.self, Key.self, Serve.self, Ask.self]
    )
}
