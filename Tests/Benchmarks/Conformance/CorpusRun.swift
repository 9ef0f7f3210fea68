import CedarConformance
import Foundation

/// A Cedar corpus of the official shape: every `.json` file is a test that is not one of entities or a schema.
struct CorpusRun {
    private let report: CorpusReport
    private let held: Held
    private let companions: CorpusCompanions

    /// What another parser than the runner's finds in the archive.
    private struct Held: Equatable {
        var tests = 0
        var requests = 0
    }

    /// Runs every test of the archive, with what the archives beside it say of them.
    init(path: String) throws {
        let archive = try TarArchive(compressedAt: path)
        let objects = try archive.paths(suffix: ".json", excluding: ["entities.json", ".cedarschema.json"])
            .filter { Self.object(try archive.bytes($0)).map(Self.isTest) ?? true }
        let tests = objects.filter { !Self.isArray(archive, $0) }
        guard let root = try Self.root(of: archive, tests: tests) else {
            throw UnusableFile(
                description: "\(path): no test of the corpus shape, expected a file that names policies"
            )
        }
        companions = CorpusCompanions(
            verdicts: try Self.beside(path, "validation"),
            schemas: try Self.beside(path, "json-schemas")
        )
        var runner = CorpusRunner(companions: companions) { try archive.bytes(root + $0) }
        for test in tests { runner.run(String(test.dropFirst(test.hasPrefix(root) ? root.count : 0))) }
        report = runner.report
        held = try tests.reduce(into: Held()) { held, test in
            held.tests += 1
            held.requests += (Self.object(try archive.bytes(test))?["requests"] as? [Any])?.count ?? 0
        }
    }

    /// The archive `NAME-PART.tar.gz` beside `NAME.tar.gz`, if there is one.
    private static func beside(_ path: String, _ part: String) throws -> TarArchive? {
        guard path.hasSuffix(".tar.gz") else { return nil }
        let other = path.dropLast(".tar.gz".count) + "-\(part).tar.gz"
        guard FileManager.default.fileExists(atPath: String(other)) else { return nil }
        return try TarArchive(compressedAt: String(other))
    }

    /// Prints what differs and the line of counts; whether everything agreed and nothing was left out.
    func printed() -> Bool {
        for line in report.decisionMismatches + report.validationMismatches + report.others { print(line) }
        let ran = Held(tests: report.tests, requests: report.requests)
        if ran != held {
            complain("the archive holds \(held.tests) tests with \(held.requests) requests, not all were run")
        }
        if !companions.isEmpty {
            print(
                "compared with the reference engine: \(report.verdicts) validations, \(report.schemas) schemas"
            )
        }
        print(report.summary)
        return report.decisionMismatches.isEmpty && report.validationMismatches.isEmpty
            && report.others.isEmpty
            && ran == held
            && (companions.verdicts == nil || report.verdicts == held.tests)
            && (companions.schemas == nil || report.schemas == held.tests)
    }

    /// Whether an object has the members of a test; every other object in an archive is data of one.
    private static func isTest(_ object: [String: Any]) -> Bool {
        object["requests"] != nil || object["policies"] != nil
    }

    /// Whether a file holds an array, as files of entities do.
    private static func isArray(_ archive: TarArchive, _ path: String) -> Bool {
        guard let bytes = try? archive.bytes(path) else { return false }
        return (try? JSONSerialization.jsonObject(with: Data(bytes))) is [Any]
    }

    /// The folder inside the archive that the tests' paths start from, with its slash; empty for the top.
    private static func root(of archive: TarArchive, tests: [String]) throws -> String? {
        for test in tests {
            guard let policies = object(try archive.bytes(test))?["policies"] as? String else { continue }
            var root = ""
            for component in test.split(separator: "/") {
                if archive.files[root + policies] != nil { return root }
                root += component + "/"
            }
        }
        return nil
    }

    private static func object(_ bytes: [UInt8]) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    }
}
