import ArgumentParser

/// What can be done with the organisations of a proposed policy set.
struct Organisations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organisation",
        abstract: "List, register, pin and remove the organisations of a proposed policy set.",
        discussion: """
            A proposed set is a folder like the one that `abeyance policy activate` takes. Nothing here changes what is in \
            force: that takes the set's own way, with whatever signatures and notice it needs.
            """,
        subcommands: [
            List.self, Register.self, Pin.self, Unpin.self, Remove.self, Trust.self, Distrust.self,
        ]
    )
}
