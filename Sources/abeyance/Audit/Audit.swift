import ArgumentParser

/// What can be done with an audit log without its key: read it, verify it, decide everything again, copy it.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify, replay, read and export an audit log; nothing here can change one.",
        discussion: """
            PATH is a gate's state folder, also while the gate is running, a copy of its `audit.sqlite`, or an export.
            """,
        subcommands: [Verify.self, Replay.self, Show.self, Export.self]
    )
}
