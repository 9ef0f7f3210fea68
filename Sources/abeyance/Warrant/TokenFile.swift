import Broker
import Glibc

/// A token in a file, or on standard input for `-`, without the line end that an editor adds.
enum TokenFile {
    /// Nothing is there.
    struct Empty: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads a token's bytes; a file of more than a mebibyte is none.
    static func read(_ path: String) throws -> [UInt8] {
        var bytes = try FileBytes.read(path == "-" ? "/dev/stdin" : path, atMost: 1 << 20)
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            bytes.removeLast()
        }
        guard !bytes.isEmpty else { throw Empty(description: "\(path): empty, expected a warrant token") }
        return bytes
    }
}
