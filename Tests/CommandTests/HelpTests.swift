import Testing

@Suite("Help")
struct HelpTests {
    @Test(
        "every command explains itself, its exit codes too, and refuses what it does not know with 64",
        arguments: [
            ["audit", "verify"], ["audit", "replay"], ["audit", "show"], ["audit", "export"],
            ["warrant", "issue"],
            ["warrant", "inspect"], ["warrant", "verify"], ["warrant", "revoke"], ["policy", "check"],
            ["policy", "activate"], ["policy", "format"], ["policy", "translate"], ["policy", "authorize"],
            ["policy", "explain"], ["policy", "test"], ["cert", "show"], ["cert", "deny"],
            ["core", "install"],
            ["core", "status"],
        ]
    )
    func commands(command: [String]) throws {
        let help = try Program.run(Program.abeyance, command + ["--help"])
        #expect(help.code == 0)
        #expect(help.output.contains("OVERVIEW: "))
        #expect(help.output.contains("Exit codes: 0 "))
        #expect(try Program.run(Program.abeyance, command + ["--no-such-option"]).code == 64)
    }

    @Test("every group lists its commands", arguments: ["audit", "warrant", "policy", "cert", "core"])
    func groups(group: String) throws {
        #expect(try Program.run(group, "--help").output.contains("SUBCOMMANDS:"))
        #expect(try Program.run("--help").output.contains("  \(group) "))
    }
}
