import AuditedLogs
import Cryptography
import Foundation
import Provisioning
import Support
import Testing

/// Logs of up to five million entries, by the real program; only where many crash rounds are asked for.
@Suite(
    .serialized,
    .enabled(if: CrashTests.rounds >= 200, "a nightly test: `make nightly`"),
    .enabled(if: Materials.haveMuchRoom, "less than 20 GB of disk are free")
)
struct LargeLogTests {
    @Test(
        "an export is verified by two programs that share no line, from the folder and the key alone",
        arguments: [300, 70_000, 1_000_000]
    )
    func export(entries: Int) async throws {
        try await Self.log(of: entries) { folder, key in
            let export = "\(folder)/export"
            let made = try Subprocess.run(Programs.abeyance, ["audit", "export", "\(folder)/state", export])
            try #require(made.status == 0, "\(made.errors)")
            let first = try Subprocess.run(Programs.abeyance, ["audit", "verify", export, "--key", key])
            let said = String(decoding: first.output, as: UTF8.self)
            #expect(first.status == 0, "\(said)")
            #expect(said.hasPrefix("verified: \(entries) entries of "), "\(said)")
            let second = try Subprocess.run(
                "python3",
                ["-B", "Tests/Verifier/verify_export.py", export, "--key", key]
            )
            #expect(second.status == 0, "\(second.errors)")
            #expect(
                String(decoding: second.output, as: UTF8.self)
                    == "verified \(entries) entries, 0 findings\n"
            )
        }
    }

    @Test func memoryStaysFlatFromAHundredThousandEntriesToFiveMillion() async throws {
        var peaks: [Int] = []
        for entries in [100_000, 5_000_000] {
            peaks.append(
                try await Self.log(of: entries) { folder, key in
                    try Self.peak(of: ["audit", "verify", "\(folder)/state", "--key", key])
                }
            )
        }
        print("peak memory of `audit verify`: \(peaks[0]) KiB, then \(peaks[1]) KiB")
        #expect(peaks[1] < peaks[0] + peaks[0] / 2, "\(peaks) KiB")
    }

    /// A log of so many entries, and its key.
    private static func log<R: Sendable>(
        of entries: Int,
        _ body: @escaping @Sendable (String, String) throws -> R
    ) async throws -> R {
        try await TestFiles.withTemporaryFolder { folder in
            let state = "\(folder)/state"
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: false)
            let log = try await AuditedLog(folder: state, decisions: 2)
            try TestFiles.write(log.key.pem(), toPath: "\(state)/log.key")
            return try await Blocking.run {
                let filled = try Subprocess.run(
                    Programs.appender,
                    [state, "\(folder)/forwards", "\(entries)", "fill"]
                )
                try #require(filled.status == 0, "\(filled.errors)")
                return try body(folder, log.keyFile)
            }
        }
    }

    /// The most memory that a command of the program took, in KiB; it must do its work.
    private static func peak(of arguments: [String]) throws -> Int {
        let script = """
            import resource, subprocess, sys
            subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            """
        let run = try Subprocess.run("python3", ["-c", script, Programs.abeyance] + arguments)
        try #require(run.status == 0, "\(run.errors)")
        let words = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
        return try #require(words.last.flatMap { Int($0) })
    }
}
