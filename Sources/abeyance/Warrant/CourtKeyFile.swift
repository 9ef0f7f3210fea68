import Broker
import Cryptography

/// A court's private key in a file, PEM.
enum CourtKeyFile {
    /// The file holds no such key.
    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads a key.
    static func read(_ path: String) throws -> PrivateKey {
        let content = try FileBytes.read(path, atMost: 65_536)
        do {
            return try PrivateKey(pem: content)
        } catch {
            throw Unusable(description: "\(path): no private key that can be used: \(error)")
        }
    }
}
