import Broker
import Cryptography
import Glibc
import StrictJSON
import Warrants

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

    /// What a token claims, verified by nobody; nil when it has not the form of a warrant.
    static func unverifiedClaims(of token: [UInt8]) -> WarrantClaims? {
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64URL.decode(parts[1]) else { return nil }
        return try? WarrantClaims(json: JSONValue.parse(payload))
    }
}
