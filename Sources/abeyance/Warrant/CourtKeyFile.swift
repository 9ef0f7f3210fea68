import Broker
import Cryptography
import StrictJSON

/// A court's private key: in a file, PEM, or in a hardware token, named by a PKCS #11 URI (RFC 7512).
enum CourtKeyFile {
    /// Reads a key; one in a token stays there.
    static func read(_ name: String) throws -> PrivateKey {
        if PrivateKey.isTokenURI(name) { return try token(name) }
        let content = try FileBytes.read(name, atMost: 65_536)
        do {
            return try PrivateKey(pem: content)
        } catch {
            throw UnusableInput(description: "\(name): no private key that can be used: \(error)")
        }
    }

    private static func token(_ uri: String) throws -> PrivateKey {
        let name = Printable.text(withoutPIN(uri), limit: 400)
        do throws(CryptographyError) {
            return try PrivateKey(tokenURI: uri)
        } catch {
            guard error.code == .providerMissing else {
                throw UnusableInput(description: "\(name): no private key that can be used: \(error)")
            }
            throw UnusableInput(
                description:
                    "\(name): \(error); install it (the package `pkcs11-provider` where the system has one), name its folder in "
                    + "`OPENSSL_MODULES` if it lies elsewhere, and the token's own library in `PKCS11_PROVIDER_MODULE`"
            )
        }
    }

    /// The URI up to its PIN, which is not to stand on any terminal.
    private static func withoutPIN(_ uri: String) -> String {
        uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
    }
}
