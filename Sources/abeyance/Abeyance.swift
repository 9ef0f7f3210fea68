import ArgumentParser

/// The gate and its tools.
@main
struct Abeyance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abeyance",
        abstract:
            "A gate in front of a facial-recognition service: certificates in, policy decides, the log knows.",
        discussion: """
            Start with `abeyance demo` for the whole story, or `abeyance init DIR` and `abeyance serve`.

            Exit codes: 0 done, 1 refused or found something, 2 could not be done, 64 wrong usage,
            74 the audit log could not be written (`serve`).
            """,
        version: "0.1",
        subcommands: [
            Demo.self, Init.self, Check.self, Serve.self, Status.self, Reload.self, TrustClock.self,
            Policy.self, Organisations.self, Certificates.self, Warrant.self, Audit.self,
            WitnessCommand.self, Core.self,
        ]
    )
}
