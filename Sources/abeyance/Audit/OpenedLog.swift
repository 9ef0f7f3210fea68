import AuditLog

/// The log that a command was given by its path.
enum OpenedLog {
    /// Opens a state folder, a copy of its database or an export; throws a message that says what was expected.
    static func at(_ path: String) throws(AuditLogError) -> any LogSource {
        do throws(AuditLogError) {
            return try LogSources.open(path)
        } catch {
            guard error.code == .inputOutput else { throw error }
            throw AuditLogError(
                .wrongFormat,
                "\(error); expected a state folder with `audit.sqlite`, a copy of that file, or an export"
            )
        }
    }
}
