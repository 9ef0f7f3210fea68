import Provisioning
import Support
import Testing

/// The verifier that was written from `Docs/Formats.md` alone, held against the page by its own tests.
@Suite struct PythonVerifierTests {
    @Test(
        "the Python verifier passes its own tests",
        .enabled(if: Materials.haveSystemPython, "python3 is not installed")
    )
    func unittest() async throws {
        let run = try await Blocking.run {
            try Subprocess.run("python3", ["-B", "-m", "unittest", "discover", "Tests/Verifier"])
        }
        #expect(run.status == 0, "\(run.errors)")
        let lines = run.errors.split(separator: "\n")
        let count = lines.compactMap { $0.firstMatch(of: /^Ran ([0-9]+) tests/).flatMap { Int($0.1) } }.first
        #expect((count ?? 0) >= 33, "\(run.errors)")
        #expect(lines.last == "OK", "some were left out: \(run.errors)")
    }
}
