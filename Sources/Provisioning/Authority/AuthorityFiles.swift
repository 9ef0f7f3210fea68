/// Where everything of an authority lies: one folder, which only its owner can look into.
package struct AuthorityFiles: Hashable, Sendable {
    /// The folder.
    package let folder: String

    /// The files of a folder.
    package init(_ folder: String) { self.folder = folder }

    /// The authority's own certificate.
    package var certificate: String { "\(folder)/ca.pem" }
    /// The certificates above it, its issuer first and the root last; absent for a root.
    package var above: String { "\(folder)/chain.pem" }
    /// Its private key, mode 0600.
    package var key: String { "\(folder)/ca.key" }
    /// What it issued and revoked, and the number of its newest revocation list.
    package var register: String { "\(folder)/register.json" }
    /// Its newest revocation list; absent before the first.
    package var revocationList: String { "\(folder)/crl.pem" }
    /// The folder with a copy of every certificate that it issued.
    package var issued: String { "\(folder)/issued" }
    /// What whoever changes something holds locked.
    package var lock: String { "\(folder)/lock" }

    /// The copy of the issued certificate of a serial number, in lowercase hexadecimal.
    package func issued(_ serial: String) -> String { "\(issued)/\(serial).pem" }
}
