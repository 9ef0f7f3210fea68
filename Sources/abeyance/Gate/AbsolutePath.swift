import Broker
import Glibc

/// A path as another process finds it, whose working folder is another one.
enum AbsolutePath {
    /// The path from the root, without links; throws when nothing is there.
    static func of(_ path: String) throws -> String {
        guard let resolved = unsafe realpath(path, nil) else {
            let reason = unsafe String(cString: strerror(errno))
            throw Missing(description: "\(path): cannot be found: \(reason)")
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Nothing is at a path.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }
}
