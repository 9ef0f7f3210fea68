import CedarConformance
import Foundation

/// A Cedar corpus of the official shape: every `.json` file that is not one of entities is a test.
struct CorpusRun {
    private let report: CorpusReport
    private let held: Held

    /// What another parser than the runner's finds in the archive.
    private struct Held: Equatable {
        var tests = 0
        var requests = 0
    }

    /// Runs every test of the archive.
    init(path: String) throws {
        let archive = try TarArchive(compressedAt: path)
        let tests = archive.paths(suffix: ".json", excluding: ["entities.json"])
        guard let root = try Self.root(of: archive, tests: tests) else {
            throw UnusableFile(
                description: "\(path): no test of the corpus shape, expected a file that names policies"
            )
        }
        var runner = CorpusRunner { try archive.bytes(root + $0) }
        for test in tests { runner.run(String(test.dropFirst(test.hasPrefix(root) ? root.count : 0))) }
        report = runner.report
        held = try tests.reduce(into: Held()) { held, test in
            guard let requests = Self.object(try archive.bytes(test))?["requests"] as? [Any] else { return }
            held.tests += 1
            held.requests += requests.count
        }
    }

    /// Prints what differs and the line of counts; whether everything agreed and nothing was left out.
    func printed() -> Bool {
        for line in report.decisionMismatches + report.validationMismatches + report.others { print(line) }
        let ran = Held(tests: report.tests, requests: report.requests)
        if ran != held {
            complain("the archive holds \(held.tests) tests with \(held.requests) requests, not all were run")
        }
        print(report.summary)
        return report.decisionMismatches.isEmpty && report.validationMismatches.isEmpty
            && report.others.isEmpty
            && ran == held
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
