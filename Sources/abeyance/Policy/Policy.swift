import ArgumentParser

/// What can be done with policy sets.
struct Policy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check policy sets, and put one in force.",
        discussion: """
            A policy set is a folder: `bundle.json`, the registers (`organisations.json`, `collections.json`, …), \
            `schema.cedarschema` and the rules in `policies/*.cedar`. `abeyance init` makes one.
            """,
        subcommands: [Check.self, Activate.self]
    )
}
