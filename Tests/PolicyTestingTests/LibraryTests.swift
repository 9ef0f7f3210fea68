import PolicyTesting
import Testing

@Suite("The policies that come with the program")
struct LibraryTests {
    @Test(
        "each folder passes its tests, and no part of any rule is untested",
        arguments: [
            "active", "library/amazon-2020", "library/amazon-2021", "library/microsoft-2020",
            "library/ibm-2020", "library/clearview-2020", "library/aws-thresholds",
            "library/justice-in-policing-2020",
        ]
    )
    func folder(name: String) throws {
        let run = try TestRun.of(paths: ["policies/\(name)"])
        let report = TestReport(run, requiresCoverage: true)
        #expect(report.isPassed, "\(report.lines.joined(separator: "\n"))")
        #expect(run.results.count >= 10)
    }
}
