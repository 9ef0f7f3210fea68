package import Cryptography
internal import Glibc

/// A certificate with the chain below its anchor, and the private key that belongs to it.
package struct TLSIdentity: Sendable {
    /// The certificate to show first, then the authorities between it and its anchor.
    package let chain: [Certificate]

    /// The private key in PEM, without a passphrase.
    let key: Redacted<[UInt8]>

    /// An identity from two PEM texts; that they belong together is checked when a context is built.
    package init(certificates: [UInt8], key: [UInt8]) throws(TLSError) {
        self.chain = try Self.certificates(inPEM: certificates, at: "certificate")
        self.key = Redacted(key)
    }

    /// An identity from two files.
    package init(certificatesAt certificates: String, keyAt key: String) throws(TLSError) {
        self.chain = try Self.certificates(inPEM: PEMFile.read(certificates), at: certificates)
        self.key = Redacted(try PEMFile.read(key))
    }

    private static func certificates(inPEM text: [UInt8], at place: String) throws(TLSError) -> [Certificate]
    {
        do {
            let chain = try Certificate.all(inPEM: text)
            if !chain.isEmpty { return chain }
        } catch {
            throw TLSError(.certificate, "\(place): \(error)")
        }
        throw TLSError(.certificate, "\(place): holds no certificate")
    }
}
