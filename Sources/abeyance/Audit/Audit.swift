import ArgumentParser

/// What can be done with an audit log without its key: read it, verify it, decide everything again, copy it, hand parts out.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify, replay, read, search, prove and export an audit log.",
        discussion: """
            PATH is a gate's state folder, also while the gate is running, a copy of its `audit.sqlite`, or an export. \
            No gate and no network is needed, and no right but to read the files; only `redact` asks a running gate.
            """,
        subcommands: [
            Verify.self, Replay.self, WhatIf.self, Reconcile.self, Notices.self, Show.self, Tail.self,
            Find.self,
            Index.self,
            Prove.self, Check.self, Packet.self, Export.self, Tiles.self, OverseerKey.self, Reveal.self,
            Redact.self,
        ]
    )
}
