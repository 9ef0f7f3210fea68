import Cryptography
import Glibc
import PolicyControl

/// A private key in a file of its own, which was not there before and which only its owner can read.
struct NewKeyFile {
    /// The public half, as certificates hold it.
    let publicKeyInfo: [UInt8]
    private let path: String

    /// Writes the key; throws when something is there already.
    init(_ key: PrivateKey, at path: String) throws {
        try DurableFiles.create(try key.pem(), at: path, mode: 0o600)
        publicKeyInfo = key.publicKey.subjectPublicKeyInfo
        self.path = path
    }

    /// Takes the file away again, when nothing came of what the key was made for.
    func remove() { unsafe _ = unlink(path) }
}
