internal import Glibc

/// The directory that holds the log, locked for one writer as long as the value lives.
///
/// The lock is `flock` on the directory itself: it cannot be removed or replaced while it is held, it ends with the
/// process however that ends, and it is not inherited by the matching core (`O_CLOEXEC`).
package final class StateDirectory: Sendable {
    /// The path as it was given.
    package let path: String

    private let descriptor: CInt

    /// Opens and locks the directory; throws `locked` when another process holds it.
    package init(path: String) throws(AuditLogError) {
        self.path = path
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw AuditLogError(.missing, "\(path): \(SystemError.text(errno)), expected a state directory")
        }
        self.descriptor = descriptor
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw AuditLogError(
                .locked,
                "\(path): another process holds this state directory, expected to be its only writer"
            )
        }
    }

    deinit { close(descriptor) }

    /// Gives up the lock before the value ends.
    func release() { _ = flock(descriptor, LOCK_UN) }

    /// The path of something inside.
    package func path(of name: String) -> String { "\(path)/\(name)" }

    /// Makes created, renamed and removed names durable (`fsync` of the directory).
    ///
    /// SQLite does this too when it creates its files, but ignores a failure.
    func synchronize() throws(AuditLogError) {
        guard fsync(descriptor) == 0 else {
            throw AuditLogError(.inputOutput, "\(path): fsync of the directory: \(SystemError.text(errno))")
        }
    }

    /// Bytes that an unprivileged writer may still take on this file system.
    func availableBytes() throws(AuditLogError) -> Int64 {
        var facts = statvfs()
        guard unsafe fstatvfs(descriptor, &facts) == 0 else {
            throw AuditLogError(.inputOutput, "\(path): fstatvfs: \(SystemError.text(errno))")
        }
        let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return overflow ? .max : Int64(clamping: bytes)
    }
}
