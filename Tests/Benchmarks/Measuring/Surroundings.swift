import Foundation

/// Where the benchmarks find what they need.
struct Surroundings: Sendable {
    /// The repository's `policies` folder.
    let policies: String
    /// A photograph with a face; nil looks in the usual places.
    let photograph: String?
    /// Whether collections of a million faces are searched too.
    let isLarge: Bool
    /// The folder below which the log is written: on the disk that is meant.
    let folder: String

    /// Throws ``NotAvailable`` when the folder lies in memory, where nothing is durable and a sync costs nothing.
    func requireDisk() throws {
        guard !Machine.isInMemory(folder) else {
            throw NotAvailable("\(folder) lies in memory; name a folder on the disk with --folder")
        }
    }

    /// Runs `body` with a fresh folder on the disk that is meant, and removes it afterwards.
    func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
        let path = try freshFolder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    private func freshFolder() throws -> String {
        let path = "\(folder)/abeyance-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        return path
    }
}
