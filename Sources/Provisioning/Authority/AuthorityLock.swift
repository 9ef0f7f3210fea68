import Glibc

/// The right to change an authority's folder: held by one process at a time, and given back when that ends, however it ends.
struct AuthorityLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock of a folder; throws at once when somebody else holds it.
    init(of files: AuthorityFiles) throws(IssuingError) {
        descriptor = unsafe open(files.lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw IssuingError(
                "\(files.lock): cannot be opened: \(reason); expected the folder of an authority"
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw IssuingError("\(files.folder): another command is changing this authority; try again")
        }
    }

    deinit { _ = close(descriptor) }
}
