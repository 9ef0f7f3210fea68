import Foundation
import StrictJSON
import Support
import Testing

@Suite("abeyance audit redact")
struct RedactionCommandTests {
    @Test("personal values sent to a running gate are opened by the overseer, until they are redacted")
    func redact() async throws {
        try await Workplace.use { place in
            let key = "\(place.folder)/overseer.key"
            let made = try Program.run("audit", "overseer-key", key, "--name", "board")
            let next = try place.copyOfPolicies("next")
            try place.replace(#""version": 1"#, by: #""version": 2"#, in: "\(next)/bundle.json")
            try TestFiles.write(Array(made.output.utf8), toPath: "\(next)/overseers.json")
            try await ServedGate.serve(place) { gate in
                let activated = try Program.run("policy", "activate", next, "--config", place.configuration)
                #expect(activated.code == 0, "\(activated.errors)")
                let field = "Abeyance-Case: 2027-CR-17"
                #expect(try gate.call("ListCollections", as: "thorn", fields: [field]) == 200)
                let decisions = try Program.run("audit", "show", place.state, "--type", "decision")
                let index = try #require(decisions.lines.last?.split(separator: " ").first.map(String.init))
                let opened = try Program.run("audit", "reveal", place.state, index, "--key", key)
                #expect(opened.output.hasPrefix("case: 2027-CR-17  (salt "), "\(opened.errors)")
                func redact(_ entry: String, _ basis: String) throws -> Outcome {
                    try Program.run(
                        "audit",
                        "redact",
                        entry,
                        "--basis",
                        basis,
                        "--config",
                        place.configuration
                    )
                }
                #expect(try redact(index, " ").code == 64)
                let done = try redact(index, "erasure, article 17")
                #expect(done.code == 0, "\(done.errors)")
                let facts = try JSONValue.parse(Array(done.output.utf8.dropLast()))
                #expect(facts["redacted"]?.integer == Int64(index))
                let shown = try Program.run("audit", "show", place.state, "--type", "redaction", "--jsonl")
                #expect(shown.output.contains(#""basis":"erasure, article 17""#))
                #expect(try redact(index, "again").failed(1, saying: "has no personal values"))
                #expect(
                    try Program.run("audit", "reveal", place.state, index, "--key", key)
                        .failed(2, saying: "erased")
                )
                for command in ["verify", "replay"] {
                    let ended = try Program.run("audit", command, place.state, "--key", place.key)
                    #expect(ended.code == 0, "\(ended.output)")
                }
            }
            let refused = try Program.run(
                "audit",
                "redact",
                "1",
                "--basis",
                "x",
                "--config",
                place.configuration
            )
            #expect(refused.failed(2, saying: "is `abeyance serve` running?"))
        }
    }
}
