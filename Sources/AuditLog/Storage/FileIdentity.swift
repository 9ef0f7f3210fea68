internal import Glibc

/// Which file a path leads to: device and inode, so that a removed or replaced file is noticed.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let links: UInt64

    /// The identity of the file at `path`, or nil when there is none.
    init?(path: String) {
        var facts = stat()
        guard unsafe lstat(path, &facts) == 0 else { return nil }
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        links = UInt64(facts.st_nlink)
    }
}
