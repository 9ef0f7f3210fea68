import Cedar
import Decisions
import StrictJSON

/// Puts cases through the engine, as the gate does with requests, and notes what they saw of the policies.
package struct TestRun: Sendable {
    /// What came of the cases, in the order run.
    package private(set) var results: [CaseResult] = []
    /// What was seen of the policies under test.
    package private(set) var coverage = Coverage()
    /// The files run.
    package private(set) var files: [String] = []

    /// Nothing run.
    package init() {}

    /// The cases that came out otherwise than expected.
    package var failures: [CaseResult] { results.filter { !$0.isPassed } }

    /// Reads and runs files of tests, named by paths as ``TestFolder/files(at:)`` takes them.
    ///
    /// - Throws: every fault of every file, when there is any.
    package static func of(paths: [String]) throws(TestFaults) -> TestRun {
        var run = TestRun()
        var faults: [TestFault] = []
        let files = try TestFolder.files(at: paths)
        guard !files.isEmpty else {
            throw TestFaults([
                TestFault(
                    paths.first ?? ".",
                    nil,
                    "no tests there: `*.yaml`, or folders named `tests`, were expected"
                )
            ])
        }
        for path in files {
            do throws(TestFaults) {
                let file = try TestFile(text: TestFolder.text(of: path), path: path)
                try run.add(file, TestSet(file))
            } catch {
                faults += error.faults
            }
        }
        guard faults.isEmpty else { throw TestFaults(faults) }
        return run
    }

    /// Runs the cases of one file against its set.
    ///
    /// - Throws: when the files make no bundle, with every problem.
    package mutating func add(_ file: TestFile, _ set: TestSet) throws(TestFaults) {
        let origins = set.origins.filter { set.tested.contains($0.key) }
        var engines: [[ExactString: Bool]?: Engine] = [:]
        files.append(file.path)
        for test in file.cases {
            let engine: Engine
            if let made = engines[test.facts] {
                engine = made
            } else {
                engine = try Self.engine(set, test.facts, for: file, at: test.place)
                engines[test.facts] = engine
            }
            let trace = engine.trace(of: test.request)
            coverage.add(engine.bundle.policies.policies, from: origins)
            coverage.see(trace, from: origins)
            let actual = CaseExpectation(trace.ruling.recorded)
            let why =
                actual == test.expectation
                ? "" : CaseExplainer.explanation(of: trace, for: test, origins: set.origins)
            results.append(CaseResult(file: file.path, test: test, actual: actual, explanation: why))
        }
    }

    private static func engine(
        _ set: TestSet,
        _ facts: [ExactString: Bool]?,
        for file: TestFile,
        at place: YAMLPlace
    ) throws(TestFaults) -> Engine {
        do throws(BundleError) {
            return try Engine(Bundle(files: set.files(with: facts)))
        } catch {
            throw TestFaults(
                error.problems.map { problem in
                    let origin = set.origins[ExactString(problem.file)]
                    guard let origin else { return TestFault(file.path, place, "\(problem)") }
                    return TestFault(inBundle: problem, at: origin)
                }
            )
        }
    }
}

extension TestFault {
    /// A bundle's problem in a file that was found somewhere else; the bundle puts the place before its words.
    fileprivate init(inBundle problem: BundleProblem, at origin: String) {
        let parts = problem.message.split(separator: ":", maxSplits: 2)
        guard parts.count == 3, let line = Int(parts[0]), let column = Int(parts[1]) else {
            self.init(origin, nil, String(problem.message.drop { $0 == " " }))
            return
        }
        let words = String(parts[2].drop { $0 == " " })
        self.init(origin, YAMLPlace(line: line, column: column), words)
    }
}
