import CedarConformance
import Support
import Testing

@Suite("the official corpora")
struct CorpusTests {
    @Test(
        "every request of a tenth of the corpus gets the reference engine's decision, reasons and errors",
        .enabled(if: SharedData.isPresent("cedar/corpus-tests.tar.gz"), "shared data absent")
    )
    func sample() throws {
        let report = try Self.run("cedar/corpus-tests.tar.gz", folder: "", every: 10)
        #expect(report.tests == 781)
        #expect(report.requests == 781 * 8)
        #expect(report.decisionMismatches.isEmpty, "\(report.decisionMismatches.prefix(20))")
        #expect(report.validationMismatches.isEmpty, "\(report.validationMismatches.prefix(20))")
        #expect(report.others.isEmpty, "\(report.others.prefix(20))")
    }

    @Test(
        "every request of the corpus gets the reference engine's decision, reasons and errors",
        .enabled(if: SharedData.isPresent("cedar/corpus-tests.tar.gz"), "shared data absent"),
        .enabled(if: FullRuns.areAsked, "a debug build without \(FullRuns.variable)")
    )
    func corpus() throws {
        let report = try Self.run("cedar/corpus-tests.tar.gz", folder: "")
        print(report.summary)
        #expect(report.tests == 7809)
        #expect(report.requests == 62472)
        #expect(report.decisionMismatches.isEmpty, "\(report.decisionMismatches.prefix(20))")
        #expect(report.validationMismatches.isEmpty, "\(report.validationMismatches.prefix(20))")
        #expect(report.others.isEmpty, "\(report.others.prefix(20))")
    }

    @Test(
        "every request of the handwritten tests gets the labelled decision",
        .enabled(if: SharedData.isPresent("cedar/handwritten.tar.gz"), "shared data absent")
    )
    func handwritten() throws {
        let report = try Self.run("cedar/handwritten.tar.gz", folder: "integration-4.10-handwritten/")
        print(report.summary)
        #expect(report.tests == 22)
        #expect(report.requests == 74)
        #expect(report.decisionMismatches.isEmpty, "\(report.decisionMismatches.prefix(20))")
        #expect(report.validationMismatches.isEmpty, "\(report.validationMismatches.prefix(20))")
        #expect(report.others.isEmpty, "\(report.others.prefix(20))")
    }

    @Test(
        "on the second corpus every verdict of the reference engine is the same: decisions, validation in both modes, entities, requests, and the JSON of each schema",
        .enabled(if: SharedData.isPresent("cedar/go-nightly"), "shared data absent"),
        .enabled(if: FullRuns.areAsked, "a debug build without \(FullRuns.variable)")
    )
    func nightly() throws {
        let companions = CorpusCompanions(
            verdicts: try TarArchive.shared("cedar/go-nightly/corpus-tests-validation.tar.gz"),
            schemas: try TarArchive.shared("cedar/go-nightly/corpus-tests-json-schemas.tar.gz")
        )
        let report = try Self.run("cedar/go-nightly/corpus-tests.tar.gz", folder: "", companions: companions)
        print(report.summary)
        #expect(report.tests == 7750)
        #expect(report.requests == 62000)
        #expect(report.verdicts == 7750)
        #expect(report.schemas == 7750)
        #expect(report.decisionMismatches.isEmpty, "\(report.decisionMismatches.prefix(20))")
        #expect(report.validationMismatches.isEmpty, "\(report.validationMismatches.prefix(20))")
        #expect(report.others.isEmpty, "\(report.others.prefix(20))")
    }

    private static func run(
        _ archive: String,
        folder: String,
        every step: Int = 1,
        companions: CorpusCompanions = .none
    ) throws -> CorpusReport {
        let archive = try TarArchive.shared(archive)
        let tests = archive.paths(suffix: ".json", excluding: ["entities.json"])
        var runner = CorpusRunner(companions: companions) { try archive.bytes(folder + $0) }
        for (index, test) in tests.enumerated() where index % step == 0 && !test.contains("sample-data") {
            runner.run(String(test.dropFirst(folder.count)))
        }
        return runner.report
    }
}
