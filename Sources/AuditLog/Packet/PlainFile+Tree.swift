internal import Decisions
internal import StrictJSON

extension PlainFile {
    /// The files of a bundle in a folder and in the folders directly in it, as far as a bundle may be large.
    ///
    /// - Throws: `wrongFormat` when a name is not UTF-8, or a file is none.
    static func tree(_ folder: String) throws(AuditLogError) -> [BundleFile] {
        var files: [BundleFile] = []
        for name in try everyName(in: folder) ?? [] {
            let path = "\(folder)/\(name)"
            guard let inner = try everyName(in: path) else {
                files += try file(path, name)
                continue
            }
            for name in inner.map({ "\(name)/\($0)" }) { files += try file("\(folder)/\(name)", name) }
        }
        return files
    }

    private static func file(_ path: String, _ name: String) throws(AuditLogError) -> [BundleFile] {
        guard let bytes = try read(path, limit: Bundle.Limits.bytes) else { return [] }
        return [BundleFile(path: ExactString(name), bytes: bytes)]
    }
}
