/// Finds out what a path is.
package enum LogSources {
    /// A source for a state directory, a copy of its database file, or an export directory.
    ///
    /// - Throws: `missing` or `wrongFormat` when it is none of them.
    package static func open(_ path: String) throws(AuditLogError) -> any LogSource {
        guard let names = PlainFile.names(in: path) else { return try SQLiteSource(path: path) }
        if names.contains(AuditLog.FileName.database) {
            return try SQLiteSource(path: "\(path)/\(AuditLog.FileName.database)")
        }
        guard names.contains("tile") || names.contains(ExportLayout.checkpoint) else {
            throw AuditLogError(
                .wrongFormat,
                "\(path): expected a state directory with `\(AuditLog.FileName.database)`, a database file or an export"
            )
        }
        return try ExportSource(directory: path)
    }
}
