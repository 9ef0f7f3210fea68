import Foundation
import Support
import Testing
import Witnessing

@Suite(
    "Transparency logs against other implementations",
    .enabled(if: SharedData.isPresent("tlog"), "shared data absent")
)
struct TlogConformanceTests {
    @Test("everything comes out as labelled, but for cases whose roots are no hashes")
    func everything() async throws {
        let packed = SharedData.path("tlog/ed25519/cctv_ed25519vectors.json.gz")
        let unpacked = try await Blocking.run { try Self.output(of: ["gzip", "-dc", packed]) }
        let report = try TlogConformance({ path in
            SharedData.isPresent("tlog/\(path)") ? try? SharedData.bytes("tlog/\(path)") : nil
        }) { _ in unpacked }
        #expect(report.mismatches.isEmpty, "\(report.mismatches.prefix(20))")
        #expect(report.exceptions.count == 4, "\(report.exceptions)")
        let counts = Dictionary(uniqueKeysWithValues: report.parts.map { ($0.name, $0.cases) })
        let expected = [
            "hashes": 28, "inclusion": 98, "consistency": 98, "subtree inclusion": 204,
            "subtree consistency": 118, "checksum database": 130, "receipts": 8, "tile directories": 23,
            "canonical JSON": 6, "Ed25519": 914,
        ]
        for (name, count) in expected { #expect(counts[name] == count, "\(name)") }
        #expect(report.summary.contains(" 0 mismatches, 4 exceptions "))
    }

    private static func output(of command: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return bytes
    }
}
