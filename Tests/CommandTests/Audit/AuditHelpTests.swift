import Testing

@Suite struct AuditHelpTests {
    @Test(arguments: [
        ["what-if"], ["reconcile"], ["tail"], ["find"], ["index", "rebuild"], ["prove"], ["check"],
        ["packet"],
        ["overseer-key"], ["reveal"],
    ])
    func `Every command for auditors explains itself, its exit codes too, and refuses what it does not know`(
        command: [String]
    ) throws {
        let help = try Program.run(Program.abeyance, ["audit"] + command + ["--help"])
        #expect(help.code == 0)
        #expect(help.output.contains("OVERVIEW: "))
        #expect(help.output.contains("Exit codes: 0 "))
        #expect(
            try Program.run(Program.abeyance, ["audit"] + command + ["--no-such-option"]).code == 64
        )
    }
}
