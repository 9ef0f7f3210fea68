import ArgumentParser

/// What can be done with policies and policy sets.
struct Policy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check, lay out, translate, try, test and explain policies, and put a set in force.",
        discussion: """
            A policy set is a folder: `bundle.json`, the registers (`organisations.json`, `collections.json`, …), \
            `schema.cedarschema` and the rules in `policies/*.cedar`. `abeyance init` makes one. \
            `check`, `format`, `translate` and `authorize` also take any Cedar policies. \
            Docs/PolicyGuide.md teaches the language.
            """,
        subcommands: [
            Check.self, Format.self, Translate.self, Authorize.self, Explain.self, Test.self, Activate.self,
        ]
    )
}
