import Cryptography
import Provisioning
import StrictJSON
import Support

/// A root and an issuing authority in a temporary folder, made as the command makes them.
struct TestDesk {
    let folder: String
    /// When they are made.
    static let now = Timestamp(seconds: 1_790_000_000)
    static let prefix: ExactString = "spiffe://gate.example/org/"

    var rootFiles: AuthorityFiles { AuthorityFiles("\(folder)/root") }
    var issuingFiles: AuthorityFiles { AuthorityFiles("\(folder)/issuing") }

    /// Makes both and removes them after `body`.
    static func use(_ body: (TestDesk) throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let place = TestDesk(folder: folder)
            let plan = AuthorityFounding.Plan(CertificateOrder(.builtIn(.root), name: "Root"))
            _ = try AuthorityFounding.root(plan, in: place.rootFiles.folder, now: now)
            do {
                // The desk, and with it the folder's lock, is given back at the end of this block.
                var root = try open(place.rootFiles)
                let below = AuthorityFounding.Plan(
                    CertificateOrder(.builtIn(.issuing), name: "Issuing"),
                    uriPrefix: prefix
                )
                _ = try AuthorityFounding.issuing(
                    below,
                    in: place.issuingFiles.folder,
                    under: &root,
                    now: now
                )
            }
            try body(place)
        }
    }

    /// Opens a desk whose key has no passphrase.
    static func open(_ files: AuthorityFiles) throws -> AuthorityDesk {
        try AuthorityDesk(files) { throw IssuingError("a passphrase was asked for") }
    }

    /// Opens the issuing authority.
    func desk() throws -> AuthorityDesk { try Self.open(issuingFiles) }

    /// The order of a client's certificate.
    static func client(_ name: String, days: Int64? = nil, uri: String? = nil) -> CertificateOrder {
        CertificateOrder(
            .builtIn(.client),
            name: name,
            names: AlternativeNames(uris: [uri ?? "\(prefix)\(name)"]),
            days: days
        )
    }

    /// The order of a server's certificate.
    static func server(_ host: String, days: Int64? = nil) -> CertificateOrder {
        CertificateOrder(.builtIn(.server), name: "gate", names: AlternativeNames(dns: [host]), days: days)
    }

    /// The public half of a fresh key.
    static func key(_ algorithm: SignatureAlgorithm = .es256) throws -> [UInt8] {
        try PrivateKey.generate(algorithm).publicKey.subjectPublicKeyInfo
    }
}
