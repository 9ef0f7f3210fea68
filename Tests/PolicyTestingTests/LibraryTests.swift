import Foundation
import PolicyTesting
import Support
import Testing

@Suite("The policies that come with the program")
struct LibraryTests {
    static let entries = entryNames()

    @Test(
        "each folder passes its tests, and no part of any rule is untested",
        arguments: ["active"] + entries.map { "library/\($0)" }
    )
    func folder(name: String) throws {
        let run = try TestRun.of(paths: ["policies/\(name)"])
        let report = TestReport(run, requiresCoverage: true)
        #expect(report.isPassed, "\(report.lines.joined(separator: "\n"))")
        #expect(run.results.count >= 20)
        #expect(run.coverage.items.allSatisfy { $0.file.hasPrefix("policies/\(name)/") })
    }

    @Test(
        "a small change to any rule fails a test, or makes policies that no gate takes",
        .timeLimit(.minutes(2)),
        arguments: ["active"] + entries.map { "library/\($0)" }
    )
    func mutants(name: String) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let copy = "\(folder)/policies"
            try FileManager.default.copyItem(atPath: "policies", toPath: copy)
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(copy)/\(name)")
            var noticed = 0
            for file in files where file.hasSuffix(".cedar") {
                let path = "\(copy)/\(name)/\(file)"
                let original = String(decoding: try TestFiles.bytes(atPath: path), as: UTF8.self)
                for mutant in Mutants.of(original) {
                    try TestFiles.write(Array(mutant.text.utf8), toPath: path)
                    let run = try? TestRun.of(paths: ["\(copy)/\(name)"])
                    #expect(run?.failures.isEmpty != true, "\(file):\(mutant.line): \(mutant.change)")
                    noticed += run == nil ? 0 : 1
                }
                try TestFiles.write(Array(original.utf8), toPath: path)
            }
            #expect(noticed >= 4)
        }
    }

    @Test("the working set and the whole library fit into one bundle")
    func together() throws {
        let report = TestReport(try TestRun.of(paths: ["policies/tests"]), requiresCoverage: false)
        #expect(report.isPassed, "\(report.lines.joined(separator: "\n"))")
        let text = String(
            decoding: try TestFiles.bytes(atPath: "policies/tests/together.yaml"),
            as: UTF8.self
        )
        #expect(Self.entries.allSatisfy { text.contains("../library/\($0)\n") })
    }

    @Test(
        "each entry says where it comes from, what is to confirm, and that it is no advice",
        arguments: entries
    )
    func readme(name: String) throws {
        let text = String(
            decoding: try TestFiles.bytes(atPath: "policies/library/\(name)/README.md"),
            as: UTF8.self
        )
        #expect(text.hasPrefix("# \(name)\n"))
        for words in ["| source", "| in force |", "| binds |", "| to confirm |", "How it is read"] {
            #expect(text.contains(words), "\(words)")
        }
        let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(flat.contains("Nothing here is legal advice."))
    }

    @Test("the bill says that it is not law, to readers and to whoever it refuses")
    func bill() throws {
        let folder = "policies/library/justice-in-policing-2020"
        let rules = String(
            decoding: try TestFiles.bytes(atPath: "\(folder)/justice-in-policing-2020.cedar"),
            as: UTF8.self
        )
        let notices = rules.split(separator: "\n").filter { $0.hasPrefix("@notice") }
        #expect(notices.count == 2)
        #expect(notices.allSatisfy { $0.contains("not law") })
        let readme = String(decoding: try TestFiles.bytes(atPath: "\(folder)/README.md"), as: UTF8.self)
        #expect(readme.contains("**Not law.**"))
        #expect(readme.contains("**switched off**"))
    }

    @Test("the example of the page about tests passes where it says it stands")
    func example() throws {
        let page = String(decoding: try TestFiles.bytes(atPath: "policies/tests/README.md"), as: UTF8.self)
        let start = try #require(page.firstRange(of: "```yaml\n"))
        let end = try #require(page[start.upperBound...].firstRange(of: "```"))
        let file = try TestFile(
            text: String(page[start.upperBound..<end.lowerBound]),
            path: "policies/active/tests/example.yaml"
        )
        var run = TestRun()
        try run.add(file, TestSet(file))
        #expect(run.results.count == 4)
        #expect(run.failures.isEmpty, "\(run.failures.map(\.description))")
    }

    private static func entryNames() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "policies/library")) ?? []
        return names.filter { $0 != "README.md" }.sorted()
    }
}
