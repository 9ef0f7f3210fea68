import Support
import Testing

@Suite("abeyance policy test")
struct PolicyTestTests {
    @Test("the policies that come with the program pass, with every part seen both ways")
    func library() throws {
        let tested = try Program.run("policy", "test", "policies", "--require-coverage")
        #expect(tested.code == 0)
        #expect(tested.lines.count == 2, "\(tested.output)")
        #expect(tested.lines.first?.contains(" 0 failed") == true)
        #expect(tested.lines.last?.contains("(100.0 %)") == true)
        #expect(tested.errors.isEmpty)
    }

    @Test("a policy set of one's own is tested from beside it; what no case has seen fails on request only")
    func ownSet() async throws {
        try await Workplace.use { place in
            let tests = "\(place.folder)/own.yaml"
            let passing = """
                policies: \(place.policies)
                cases:
                  - name: police without a warrant
                    who: metro-police
                    now: 2026-11-21
                    operation: SearchFacesByImage
                    collection: mugshots
                    image_source: phone
                    threshold: 99
                    expect: deny
                    rules: moratorium-police
                    reasons: moratorium_police
                """
            try TestFiles.write(Array(passing.utf8), toPath: tests)
            let tested = try Program.run("policy", "test", tests)
            #expect(tested.code == 0)
            #expect(tested.lines.contains { $0 == "1 file, 1 case: 1 passed, 0 failed" })
            #expect(tested.lines.contains { $0.hasPrefix("UNTESTED \(place.policies)/policies/") })
            #expect(try Program.run("policy", "test", tests, "--require-coverage").code == 1)

            let failing = passing.replacing("rules: moratorium-police", with: "rules: another")
            try TestFiles.write(Array(failing.utf8), toPath: tests)
            let failed = try Program.run("policy", "test", tests)
            #expect(failed.code == 1)
            #expect(failed.lines.first?.hasPrefix("FAILED \(tests):3:5: police without a warrant: ") == true)
            #expect(failed.lines.first?.contains("got deny by `moratorium-police`") == true)
            let json = try Program.run("policy", "test", tests, "--json")
            #expect(json.code == 1)
            #expect(json.output.hasPrefix(#"{"passed":false,"summary":{"files":1,"cases":1,"failed":1,"#))

            try TestFiles.write(Array("polices: x".utf8), toPath: tests)
            let refused = try Program.run("policy", "test", tests)
            #expect(refused.failed(2, saying: "own.yaml:1:1: unknown key `polices`", "`policies`"))
        }
    }

    @Test("a folder without tests, and one that is not there, are refused")
    func nothing() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let empty = try Program.run("policy", "test", folder)
            #expect(empty.failed(2, saying: "no tests there"))
        }
        #expect(try Program.run("policy", "test", "nowhere").failed(2, saying: "nowhere: no such file"))
    }
}
