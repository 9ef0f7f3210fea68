internal import Glibc

/// Why a folder could not be read or written; the path comes first.
package struct FolderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Path, what could not be done, and the system's reason.
    package let description: String

    init(_ path: String, _ message: String) { description = "\(path): \(message)" }

    /// An error with the reason of the last system call.
    static func system(_ path: String, _ message: String) -> FolderError {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown error"
        return FolderError(path, "\(message): \(reason)")
    }
}
