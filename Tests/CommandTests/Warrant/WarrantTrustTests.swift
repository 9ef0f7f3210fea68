import StrictJSON
import Support
import Testing

@Suite("abeyance warrant trust")
struct WarrantTrustTests {
    private func trust(_ place: Workplace, _ more: String...) throws -> Outcome {
        try Program.run(Program.abeyance, ["warrant", "trust", "\(place.policies)/courts.json"] + more)
    }

    @Test("the courts are listed with their keys, and a list that is fresh is no problem")
    func listed() async throws {
        try await Workplace.use { place in
            let outcome = try trust(place, "--list", place.statusList)
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(outcome.lines.first?.hasPrefix("https://court.demonstration.invalid") == true)
            for words in [
                "key      court-1, ", "status   lists signed by court-status-1", "0 of 1024 not valid",
            ] {
                #expect(outcome.output.contains(words), "\(words)")
            }
        }
    }

    @Test("a key that does not count any more, and a status list of nobody's, are problems by name")
    func problems() async throws {
        try await Workplace.use { place in
            let courts = "\(place.policies)/courts.json"
            try place.replace(#""kid": "court-1""#, by: #""exp": 1000000000, "kid": "court-1""#, in: courts)
            let expired = try trust(place)
            #expect(expired.failed(1, saying: "no key for warrants counts now"))
            #expect(expired.output.contains("counted until 2001-09-09T01:46:40"))
            for (path, words) in [(place.key, "log.vkey: "), ("nowhere", "nowhere: cannot be opened")] {
                let outcome = try trust(place, "--list", path)
                #expect(outcome.code == 1)
                #expect(outcome.errors.contains(words), "\(outcome.errors)")
            }
            #expect(try Program.run("warrant", "trust", place.key).failed(2, saying: "not a trust list"))
            let empty = try place.write(#"{"issuers": {}}"#, to: "empty.json")
            #expect(try Program.run("warrant", "trust", empty).failed(1, saying: "every warrant is refused"))
        }
    }
}
