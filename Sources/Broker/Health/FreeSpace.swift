import Glibc

/// Free room on a file system.
enum FreeSpace {
    /// Bytes that are free below a path; `nil` when that cannot be told.
    static func bytes(at path: String) -> Int64? {
        var facts = statvfs()
        guard unsafe statvfs(path, &facts) == 0 else { return nil }
        let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return overflow ? .max : Int64(clamping: bytes)
    }
}
