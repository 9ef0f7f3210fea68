import Foundation

/// Test data from outside the repository: found through `ABEYANCE_SHARED`, else `../shared` beside the checkout.
///
/// Tests that need it are enabled only when it is present, so that its absence is *reported* as a skip.
package enum SharedData {
    /// The folder that holds the data, without a trailing slash.
    package static let root: String =
        ProcessInfo.processInfo.environment["ABEYANCE_SHARED"] ?? "../shared"

    /// Whether a path below `data/` exists and can be read.
    package static func isPresent(_ path: String) -> Bool {
        FileManager.default.isReadableFile(atPath: self.path(path))
    }

    /// The full path of something below `data/`.
    package static func path(_ path: String) -> String { "\(root)/data/\(path)" }

    /// The bytes of a file below `data/`.
    package static func bytes(_ path: String) throws -> [UInt8] {
        try TestFiles.bytes(atPath: self.path(path))
    }
}
