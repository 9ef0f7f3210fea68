/// Why the log could not be opened, read or exported; a place first, then what was expected.
package struct AuditLogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of trouble it is, for exit codes and for tests.
    package enum Code: String, Sendable, Hashable {
        /// Another process holds the state directory.
        case locked
        /// There is no log where one was expected.
        case missing
        /// There is already a log where none was expected.
        case exists
        /// A durability setting read back as something else than what was asked for.
        case notDurable
        /// The log disagrees with a signed checkpoint, or with the copy of it.
        case damaged
        /// The file is not one of ours, or is of another version.
        case wrongFormat
        /// The system or SQLite reported an error.
        case inputOutput
        /// The key given does not belong to this log.
        case wrongKey
        /// The caller asked for something that does not exist or is out of range.
        case outOfRange
    }

    /// What kind of trouble it is.
    package let code: Code
    /// The message, place first, without the code.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
