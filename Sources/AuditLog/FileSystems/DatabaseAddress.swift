internal import Cryptography

/// How SQLite is told which file to open, and through what: a URI (sqlite.org/uri.html).
package enum DatabaseAddress {
    /// Makes the address of a path, in which every byte that means something in a URI is escaped.
    ///
    /// - Parameters:
    ///   - path: absolute, or relative to the working directory.
    ///   - parameters: how to open it, such as `mode=ro`; none is escaped.
    ///   - fileSystem: the file system's name; nil for the system's own.
    /// - Returns: the address.
    package static func of(_ path: String, _ parameters: [String] = [], through fileSystem: String?) -> String
    {
        // Without an empty authority, two slashes at the front would begin one.
        var address = path.utf8.first == 0x2f ? "file://" : "file:"
        for byte in path.utf8 {
            let isPlain = byte > 0x20 && byte < 0x7f && ![0x23, 0x25, 0x3f].contains(byte)
            address += isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte])
        }
        let all = parameters + (fileSystem.map { ["vfs=\($0)"] } ?? [])
        return all.isEmpty ? address : "\(address)?\(all.joined(separator: "&"))"
    }
}
