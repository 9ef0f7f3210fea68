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

/// Size and time of change of a file, to notice that somebody wrote to it.
struct FileState: Hashable, Sendable {
    private let identity: FileIdentity?
    private let byteCount: Int64
    private let seconds: Int
    private let nanoseconds: Int

    init?(path: String) {
        var facts = stat()
        guard unsafe lstat(path, &facts) == 0 else { return nil }
        identity = FileIdentity(path: path)
        byteCount = Int64(facts.st_size)
        seconds = facts.st_mtim.tv_sec
        nanoseconds = facts.st_mtim.tv_nsec
    }
}
