import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// boto3 itself, unchanged, over mutual TLS against the real gate and the real core.
@Suite(.serialized) struct Boto3Tests {
    @Test(
        .enabled(if: Materials.haveModel, "the face model is not installed"),
        .enabled(if: Materials.havePhotographs, "the demonstration's photographs are not there"),
        .enabled(if: Materials.havePython, "boto3 is not installed in .venv")
    )
    func boto3MakesEveryCallAndReadsARefusalAsAccessDenied() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.stop() }
            let script = FileManager.default.currentDirectoryPath + "/Tests/EndToEndTests/boto3_calls.py"
            let run = try Subprocess.run(
                Programs.python,
                [
                    "-I", script, String(gate.port), folder, Materials.photograph("obama.jpg"),
                    Materials.photograph("obama2.jpg"),
                ]
            )
            try #require(run.status == 0, "boto3 failed: \(run.errors)\n\(gate.log)")
            let said = try #require(try JSONValue.parse(run.output).object)
            #expect(said["create"] == 200)
            #expect(said["list"] == .array(["missing-children"]))
            #expect(said["index"] == .array(["A"]))
            #expect(said["faces"] == 1)
            #expect(said["describe"] == 1)
            #expect(said["search"] == .array(["A"]))
            #expect(said["detect"] == 1)
            #expect(said["compare"] == 1)
            #expect(said["police"] == "AccessDeniedException")
            #expect(said["attempts"] == 0)
            #expect(said["delete"] == 200)
            let message = try #require(said["message"]?.string?.value)
            #expect(message.contains("moratorium_police"))
            let decision = try #require(said["decision"]?.string?.value)
            #expect(decision.split(separator: " ").last.flatMap { Int($0) } != nil)
        }
    }
}
