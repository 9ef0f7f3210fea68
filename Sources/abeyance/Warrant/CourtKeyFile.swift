import Broker
import Cryptography

/// A court's private key in a file, PEM.
enum CourtKeyFile {
    /// Reads a key.
    static func read(_ path: String) throws -> PrivateKey {
        let content = try FileBytes.read(path, atMost: 65_536)
        do {
            return try PrivateKey(pem: content)
        } catch {
            throw UnusableInput(description: "\(path): no private key that can be used: \(error)")
        }
    }
}
