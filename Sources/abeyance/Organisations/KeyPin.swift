import Broker
import Cryptography

/// The public key that an argument names.
enum KeyPin {
    /// The pin of the certificate or request in a PEM file, or one written out: 64 hexadecimal digits.
    ///
    /// Of a chain the first certificate counts, which must not be an authority's: an authority's key identifies nobody.
    static func of(_ text: String) throws -> SHA256Digest {
        if !FileBytes.exists(text), let written = SHA256Digest(hex: text) { return written }
        guard FileBytes.exists(text) else {
            throw UnusableInput(
                description:
                    "\(text): neither a file nor a key pin (64 lowercase hexadecimal digits of SHA-256)"
            )
        }
        let content = try FileBytes.read(text, atMost: 1 << 20)
        do {
            if try PEM.blocks(in: content).contains(where: { CertificateRequest.isLabel($0.label) }) {
                return try CertificateRequest(pem: content).publicKeyDigest
            }
            let certificates = try Certificate.all(inPEM: content)
            guard let certificate = certificates.first, !certificate.isAuthority,
                certificates.dropFirst().allSatisfy(\.isAuthority)
            else {
                throw UnusableInput(
                    description:
                        "\(text): expected one certificate that is no authority's, or a chain that begins with it"
                )
            }
            return certificate.publicKeyDigest
        } catch let error as CryptographyError {
            throw UnusableInput(description: "\(text): no certificate or request that can be used: \(error)")
        }
    }
}
