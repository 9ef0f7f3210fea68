import Foundation
import Support
import Testing

/// What the proof types forbid, held to the compiler: each file of `Tests/CompileFail` gives the one error that its first
/// line names, and the control file gives none.
@Suite(.enabled(if: Compiler.inPlace != nil, "the built modules are not here (see ABEYANCE_MODULES)"))
struct CompileFailTests {
    static let files = Compiler.sources

    @Test(arguments: files)
    func theCompilerGivesTheErrorThatTheFileNamesAndNoOther(file: String) async throws {
        let compiler = try #require(Compiler.inPlace)
        let text = String(decoding: try TestFiles.bytes(atPath: "\(Compiler.folder)/\(file)"), as: UTF8.self)
        let firstLine = try #require(text.split(separator: "\n").first)
        try #require(firstLine.hasPrefix("// expected: "))
        let expected = String(firstLine.dropFirst("// expected: ".count))
        let errors = try await compiler.errors(in: "\(Compiler.folder)/\(file)")
        #expect(errors == (expected == "no error" ? [] : [expected]))
    }

    @Test func everyLawOfTheWayHasItsFileAndThereIsAControl() {
        let named: Set = [
            "Control.swift", "CopyAPermit.swift", "ForgeAPermit.swift", "ForgeARecordedPermit.swift",
            "OrderWithoutRecording.swift", "ForwardTwice.swift", "ReadAWithheldAnswer.swift",
        ]
        #expect(named.isSubset(of: Self.files))
    }
}
