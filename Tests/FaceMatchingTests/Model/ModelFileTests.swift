import Cryptography
import FaceMatching
import Support
import Testing

@Suite("Model files")
struct ModelFileTests {
    @Test("a built file reads back with everything it says about itself")
    func roundTrip() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write(Self.example(), toPath: "\(folder)/model")
            let file = try ModelFile(path: "\(folder)/model")
            #expect(file.header.name == "example")
            #expect(file.header.version == "7")
            #expect(file.header.licence == "none at all")
            #expect(file.header.sources == [Self.source])
            #expect(file.header.tensors.map(\.name) == ["a", "b", "c", "d"])
            #expect(file.header.tensors.map(\.shape) == [[2, 3], [1], [2], [3]])
            #expect(file.header.tensors.allSatisfy { $0.offset % ModelHeader.alignment == 0 })
        }
    }

    @Test("a flipped bit anywhere is refused", arguments: [0, 30, 60, 200, 16_384, -1])
    func flipped(place: Int) async throws {
        var bytes = Self.example()
        bytes[place < 0 ? bytes.count - 1 : place] ^= 1
        try await Self.expectRefusal(of: bytes)
    }

    @Test("a file that ends early is refused", arguments: [1, 50, 95, 300, 16_384])
    func short(length: Int) async throws {
        try await Self.expectRefusal(of: Array(Self.example().prefix(length)))
    }

    @Test("another version of the format is refused by its number")
    func version() async throws {
        let text = "abeyance-face-model 2 sha256:" + String(repeating: "0", count: 64) + "\n"
        let error = try await Self.expectRefusal(of: Array(text.utf8))
        #expect(error.code == .version)
        #expect(error.message.contains("version `2`"))
    }

    @Test(
        "a header with a right digest but wrong lines is refused",
        arguments: [
            "name x\nversion 1\n", "name x\nend\n", "name x\nversion 1\nunknown 1\nend\n",
            "name x\nversion\nend\n",
            "name x\nversion 1\nsource a sha256:00\nend\n", "name x\nversion 1\ntensor a f32 1 64\nend\n",
            "name x\nversion 1\ntensor a f16 1 64\nend\n", "name x\nversion 1\ntensor a f32 0 64\nend\n",
            "name x\nversion 1\ntensor a f32 1x 64\nend\n", "name x\nversion 1\ntensor a f32 1 -64\nend\n",
            "name x\nversion 1\ntensor a f32 9999999x9999999x9999999 64\nend\n", "", "end\n",
        ]
    )
    func header(lines: String) async throws {
        let digest = SHA256Digest.of(Array(lines.utf8)).hex
        let error = try await Self.expectRefusal(
            of: Array("abeyance-face-model 1 sha256:\(digest)\n\(lines)".utf8)
        )
        #expect(error.code == .format)
    }

    @Test("a folder, a missing file and an empty file are refused with their path")
    func absent() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write([], toPath: "\(folder)/empty")
            for path in [folder, "\(folder)/missing", "\(folder)/empty"] {
                let error = #expect(throws: ModelError.self) { try ModelFile(path: path) }
                #expect(error?.code == .input)
                #expect(error?.message.hasPrefix("\(path): ") == true)
            }
        }
    }

    @Test("a sound file that is not a face model cannot be opened as one")
    func otherModel() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write(Self.example(), toPath: "\(folder)/model")
            let error = #expect(throws: ModelError.self) { try Model.open("\(folder)/model") }
            #expect(error?.message.contains("no numbers named `detector.filters`") == true)
        }
    }

    @discardableResult
    private static func expectRefusal(of bytes: [UInt8]) async throws -> ModelError {
        var refusal: ModelError?
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write(bytes, toPath: "\(folder)/model")
            refusal = #expect(throws: ModelError.self) { try ModelFile(path: "\(folder)/model") }
        }
        return try #require(refusal)
    }

    private static let source = ModelHeader.Source(name: "nothing", digest: SHA256Digest.of([]))

    private static func example() -> [UInt8] {
        var builder = ModelBuilder(
            header: ModelHeader(
                name: "example",
                version: "7",
                licence: "none at all",
                limits: "every",
                sources: [source]
            )
        )
        builder.add("a", [2, 3], [1, 2, 3, 4, 5, 6] as [Float])
        builder.add("b", [1], [0.5] as [Double])
        builder.add("c", [2], [7, 8] as [UInt16])
        builder.add("d", [3], [-1, 0, 1] as [Int32])
        return builder.file()
    }
}
