import Foundation
import Support
import Testing

@Suite("abeyance policy")
struct PolicyCommandTests {
    @Test("the set that init makes can be used, and its digest is printed")
    func good() async throws {
        try await Workplace.use { place in
            let checked = try Program.run("policy", "check", place.policies)
            #expect(checked.code == 0)
            #expect(checked.lines.count == 1)
            #expect(checked.output.contains("digest "))
            #expect(checked.errors.contains("demonstration root"))
        }
    }

    @Test("all problems of a set are printed at once, each with its place")
    func problems() async throws {
        try await Workplace.use { place in
            let folder = try place.copyOfPolicies("broken")
            try TestFiles.write(Array("permit (principal".utf8), toPath: "\(folder)/policies/a.cedar")
            try TestFiles.write(Array("{}".utf8), toPath: "\(folder)/collections.json")
            let checked = try Program.run("policy", "check", folder)
            #expect(checked.code == 1)
            #expect(checked.output.contains("\(folder)/policies/a.cedar:1:"))
            #expect(checked.output.contains("\(folder)/collections.json"))
            #expect(checked.errors.contains("problems; the gate would refuse this set"))
        }
    }

    @Test("an empty folder and a missing one are refused with what was expected")
    func empty() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            #expect(
                try Program.run("policy", "check", folder).failed(2, saying: folder, "the folder is empty")
            )
            let missing = try Program.run("policy", "check", "\(folder)/nowhere")
            #expect(missing.failed(2, saying: "/nowhere: the folder cannot be opened"))
        }
    }

    @Test("activating says so when no gate runs, no configuration is there, or no folder")
    func nobody() async throws {
        try await Workplace.use { place in
            let config = place.configuration
            let silent = try Program.run("policy", "activate", place.policies, "--config", config)
            #expect(silent.failed(2, saying: "control.sock", "is `abeyance serve` running?"))
            let lost = try Program.run(
                "policy",
                "activate",
                place.policies,
                "--config",
                "\(place.folder)/no.yaml"
            )
            #expect(lost.failed(2, saying: "/no.yaml: cannot be read", "abeyance init"))
            let folder = try Program.run("policy", "activate", "\(place.folder)/nowhere", "--config", config)
            #expect(folder.failed(2, saying: "/nowhere: cannot be found"))
        }
    }
}
