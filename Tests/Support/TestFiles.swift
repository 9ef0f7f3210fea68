import Foundation

/// Files as tests need them: read whole, written whole, and folders that remove themselves.
package enum TestFiles {
    /// The whole content of a file.
    package static func bytes(atPath path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Writes a file whole, replacing what was there.
    package static func write(_ bytes: [UInt8], toPath path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Runs `body` with a fresh folder under the system's temporary folder and removes it afterwards.
    package static func withTemporaryFolder<R>(_ body: (String) async throws -> R) async throws -> R {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "abeyance-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.path)
    }
}
