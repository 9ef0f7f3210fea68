import Broker
import Cryptography

/// A file of certificates in PEM.
enum CertificateFile {
    /// Every certificate in a file, in order; at least one.
    static func all(_ path: String) throws -> [Certificate] {
        let content = try FileBytes.read(path, atMost: 1 << 20)
        do {
            return try Certificate.all(inPEM: content)
        } catch {
            throw UnusableInput(description: "\(path): no certificate that can be used: \(error)")
        }
    }

    /// The one certificate in a file.
    static func only(_ path: String) throws -> Certificate {
        let certificates = try all(path)
        guard certificates.count == 1, let certificate = certificates.first else {
            throw UnusableInput(
                description:
                    "\(path): \(certificates.count) certificates, expected one; `abeyance cert show` tells them apart"
            )
        }
        return certificate
    }

    /// The fingerprint of the certificate in a file, or one written out: 64 hexadecimal digits, with or without colons.
    static func fingerprint(_ text: String) throws -> SHA256Digest {
        if let written = SHA256Digest(hex: text.filter { $0 != ":" }.lowercased()) { return written }
        guard FileBytes.exists(text) else {
            throw UnusableInput(
                description: "\(text): neither a file nor a fingerprint (64 hexadecimal digits of SHA-256)"
            )
        }
        return try only(text).fingerprint
    }

    /// The key pin of the certificate in a file, or one written out: 64 hexadecimal digits.
    static func keyPin(_ text: String) throws -> SHA256Digest {
        if let written = SHA256Digest(hex: text.lowercased()) { return written }
        guard FileBytes.exists(text) else {
            throw UnusableInput(
                description: "\(text): neither a file nor a key pin (64 hexadecimal digits of SHA-256)"
            )
        }
        return try only(text).publicKeyDigest
    }
}
