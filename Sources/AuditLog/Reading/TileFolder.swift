internal import TransparencyLog

/// A folder as a tiled log: any that another program wrote, or an export.
package struct TileFolder: TileReader, Sendable {
    private let path: String

    /// The log whose `checkpoint` and `tile` lie in a folder.
    package init(_ path: String) { self.path = path }

    package func bytes(at path: String, limit: Int) throws -> [UInt8]? {
        let file = "\(self.path)/\(path)"
        // One byte more than is wanted, so that a longer file is not taken for what was expected.
        return ReadOnlyFile(path: file)?.read(limit + 1, at: 0)
    }
}
