import Cryptography
import PolicyControl

/// Certificates in a PEM file.
enum CertificatesOfFile {
    /// Every certificate, in order; at least one.
    static func read(_ path: String) throws -> [Certificate] {
        let content = try DurableFiles.read(path, atMost: 1 << 20)
        do { return try Certificate.all(inPEM: content) } catch {
            throw IssuingError("\(path): \(error)")
        }
    }
}
