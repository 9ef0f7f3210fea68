import Foundation
import Support
import Testing

@Suite("abeyance core")
struct CoreCommandTests {
    @Test("without the core's program the message says where it belongs")
    func missingProgram() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let alone = "\(folder)/abeyance"
            try FileManager.default.copyItem(atPath: Program.abeyance, toPath: alone)
            for command in ["status", "install"] {
                let outcome = try Program.run(alone, ["core", command])
                #expect(outcome.failed(2, saying: "/abeyance-core: cannot be started", "beside `abeyance`"))
            }
        }
    }

    @Test("a missing model ends with 1 and with the command that installs it")
    func missingModel() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let status = try Program.run("core", "status", environment: ["XDG_CACHE_HOME": folder])
            #expect(status.code == 1)
            #expect(status.output.contains("missing from \(folder)/abeyance: run `abeyance core install`"))
        }
    }

    @Test("a file that is none of the published ones is refused, and nothing is installed")
    func unknownFile() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write([1, 2, 3], toPath: "\(folder)/file")
            let environment = ["XDG_CACHE_HOME": folder]
            for extra in [[], ["--if-missing"], ["--photographs"]] {
                let outcome = try Program.run(
                    Program.abeyance,
                    ["core", "install"] + extra + ["--from", "\(folder)/file"],
                    environment: environment
                )
                #expect(outcome.code == 2)
                #expect(outcome.errors.contains("is none of the expected files"))
            }
            #expect(try Program.run("core", "status", environment: environment).code == 1)
        }
    }

    @Test(
        "with the model there, `--if-missing` does nothing and says nothing",
        .enabled(if: Self.cached(endingIn: ".model") != nil, "the face model is not installed")
    )
    func ifMissing() throws {
        let outcome = try Program.run("core", "install", "--if-missing")
        #expect(outcome.code == 0)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.isEmpty)
        #expect(try Program.run("core", "status").output.hasPrefix("model        dlib-resnet-29 1: /"))
    }

    @Test(
        "the photographs come from the archive brought by hand, and a damaged one is put right",
        .enabled(
            if: Self.cached(endingIn: Self.archive) != nil,
            "the photographs' archive is not in the cache"
        )
    )
    func photographs() async throws {
        let archive = try #require(Self.cached(endingIn: Self.archive))
        try await TestFiles.withTemporaryFolder { folder in
            func install() throws -> Outcome {
                try Program.run(
                    Program.core,
                    ["photographs", "--from", archive],
                    environment: ["XDG_CACHE_HOME": folder]
                )
            }
            let photographs = "\(folder)/abeyance/photographs"
            #expect(try install().code == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: photographs).sorted()
            #expect(
                names == ["biden.jpg", "obama.jpg", "obama2.jpg", "obama3.jpg", "obama_partial_face.jpg"]
            )
            let again = try install()
            #expect(again.code == 0)
            #expect(again.errors.isEmpty)
            let whole = try TestFiles.bytes(atPath: "\(photographs)/obama2.jpg")
            try TestFiles.write([UInt8](whole.dropLast()), toPath: "\(photographs)/obama2.jpg")
            #expect(try install().errors.contains("photographs: \(photographs)"))
            #expect(try TestFiles.bytes(atPath: "\(photographs)/obama2.jpg") == whole)
        }
    }

    private static let archive = "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec"

    /// A file in this user's cache.
    private static func cached(endingIn ending: String) -> String? {
        let environment = ProcessInfo.processInfo.environment
        let base = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(base)/abeyance")) ?? []
        return names.first { $0.hasSuffix(ending) }.map { "\(base)/abeyance/\($0)" }
    }
}
