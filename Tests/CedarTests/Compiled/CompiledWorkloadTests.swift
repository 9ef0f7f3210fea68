import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("the fast form on real workloads")
struct CompiledWorkloadTests {
    @Test(
        "every request of the corpora is decided as the reference decides it, reasons and errors too",
        .enabled(if: SharedData.isPresent("cedar/corpus-tests.tar.gz"), "shared data absent"),
        .enabled(if: FullRuns.areAsked, "a debug build without \(FullRuns.variable)"),
        arguments: [
            ("cedar/corpus-tests.tar.gz", "", 62472), ("cedar/go-nightly/corpus-tests.tar.gz", "", 62000),
            ("cedar/handwritten.tar.gz", "integration-4.10-handwritten/", 74),
        ]
    )
    func corpora(_ archive: String, _ folder: String, _ requests: Int) throws {
        let archive = try TarArchive.shared(archive)
        var form = CompiledForm()
        for test in archive.paths(suffix: ".json", excluding: ["entities.json"])
        where !test.contains("sample-data") {
            try form.compare(String(test.dropFirst(folder.count)), folder: folder, in: archive)
        }
        #expect(form.requests == requests)
        #expect(form.differences.isEmpty, "\(form.differences.prefix(10))")
    }

    @Test(
        "a broker's requests are decided as the reference decides them",
        .enabled(if: SharedData.isPresent("cedar/broker.tar.gz"), "shared data absent"),
        arguments: [(5, 70), (50, 96), (500, 90)]
    )
    func broker(_ count: Int, _ allowed: Int) throws {
        let archive = try TarArchive.shared("cedar/broker.tar.gz")
        let name = "broker/broker\(count)"
        let policies = try PolicySet.parse(try archive.text("\(name).cedar"), file: name)
        let requests = try JSONValue.parse(
            try archive.bytes("\(name).requests.json"),
            limits: CompiledForm.limits
        )
        var form = CompiledForm()
        form.compare(
            try Self.requests(requests),
            policies,
            try Entities(json: try archive.bytes("\(name).entities.json")),
            place: name
        )
        #expect(form.requests == 1000)
        #expect(form.allowed == allowed)
        #expect(form.differences.isEmpty, "\(form.differences.prefix(10))")
    }

    @Test(
        "the applications of the OOPSLA 2024 paper are decided as the reference decides them",
        .enabled(if: SharedData.isPresent("cedar/oopsla.tar.gz"), "shared data absent")
    )
    func applications() throws {
        let archive = try TarArchive.shared("cedar/oopsla.tar.gz")
        let paths = archive.paths(suffix: ".json")
        #expect(paths.count == 60)
        var form = CompiledForm()
        for path in paths {
            let json = try JSONValue.parse(try archive.bytes(path), limits: CompiledForm.limits)
            form.compare(
                try Self.requests(json["requests"] ?? []),
                try PolicySet.parse(try #require(json["policies"]?.string?.value), file: path),
                try Entities(json: try #require(json["entities"]).serialized()),
                place: path
            )
        }
        #expect(form.requests > 20_000)
        #expect(form.allowed > 1000)
        #expect(form.differences.isEmpty, "\(form.differences.prefix(10))")
    }

    private static func requests(_ json: JSONValue) throws -> [CedarRequest] {
        let schema = try Schema.parse("", file: "none")
        return try (json.array ?? []).map { try CorpusRunner.request($0, schema) }
    }
}
