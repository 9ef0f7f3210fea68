import COpenSSL
import Cryptography
import TLS

/// The authorities of a run, with everybody's certificates: made at its start, kept nowhere.
enum FuzzedAuthority {
    /// Who the peer says it is.
    enum Identity: UInt8, CaseIterable {
        case good
        case goodBelowIntermediate
        case none
        case stranger
        case revoked
        case expired
        case wrongPurpose
        case nobody

        /// Whether a handshake with it may end well.
        var isAccepted: Bool { self == .good || self == .goodBelowIntermediate }
    }

    /// Makes all there is.
    static func prepare() {
        _ = (revocations, clients, servers)
        _ = serverContext(lowest: .tls13, revocations: RevocationSource())
        _ = clientContext(lowest: .tls13)
    }

    static let now = Timestamp(seconds: 1_795_000_000)
    private static let start = Timestamp(seconds: 1_577_836_800)
    private static let end = Timestamp(seconds: 2_493_072_000)

    static let root = made {
        try CertificateAuthority.create(
            commonName: "root",
            pathLength: 1,
            notBefore: start,
            notAfter: end
        )
    }

    private static let intermediate = made {
        let profile = CertificateProfile(
            .authority(pathLength: 0),
            commonName: "below",
            notBefore: start,
            notAfter: end
        )
        let issued = try root.issue(profile)
        return try CertificateAuthority(certificate: issued.certificate, key: issued.key)
    }

    private static let stranger = made {
        try CertificateAuthority.create(commonName: "stranger", notBefore: start, notAfter: end)
    }

    /// The chain and the key of a peer in client role.
    static func client(_ identity: Identity) -> (chain: [Certificate], key: PrivateKey)? { clients[identity] }

    /// The chain and the key of a peer in server role.
    static func server(_ identity: Identity) -> (chain: [Certificate], key: PrivateKey)? { servers[identity] }

    private static let clients = made {
        var revoked = clientProfile("revoked")
        revoked.serial = [99]
        var expired = clientProfile("expired")
        expired.notAfter = Timestamp(seconds: 1_600_000_000)
        var nobody = clientProfile("nobody")
        nobody.names.uris = []
        return try identities(
            good: clientProfile("client"),
            revoked: revoked,
            expired: expired,
            wrong: serverProfile("localhost"),
            nobody: nobody
        )
    }

    private static let servers = made {
        var expired = serverProfile("localhost")
        expired.notAfter = Timestamp(seconds: 1_600_000_000)
        return try identities(
            good: serverProfile("localhost"),
            revoked: nil,
            expired: expired,
            wrong: clientProfile("client"),
            nobody: serverProfile("elsewhere")
        )
    }

    private static func identities(
        good: CertificateProfile,
        revoked: CertificateProfile?,
        expired: CertificateProfile,
        wrong: CertificateProfile,
        nobody: CertificateProfile
    ) throws -> [Identity: (chain: [Certificate], key: PrivateKey)] {
        func one(
            _ authority: CertificateAuthority,
            _ profile: CertificateProfile,
            _ more: [Certificate] = []
        ) throws -> (chain: [Certificate], key: PrivateKey) {
            let issued = try authority.issue(profile)
            return ([issued.certificate] + more, issued.key)
        }
        var all: [Identity: (chain: [Certificate], key: PrivateKey)] = [:]
        all[.good] = try one(root, good)
        all[.goodBelowIntermediate] = try one(intermediate, good, [intermediate.certificate])
        all[.stranger] = try one(stranger, good, [stranger.certificate])
        if let revoked { all[.revoked] = try one(root, revoked) }
        all[.expired] = try one(root, expired)
        all[.wrongPurpose] = try one(root, wrong)
        all[.nobody] = try one(root, nobody)
        return all
    }

    /// What is revoked: one serial number.
    static let revocations = made {
        var revocations = Revocations()
        let list = try root.revocationList(
            number: 1,
            thisUpdate: start,
            nextUpdate: end,
            revocations: [.init(serial: [99], time: start)]
        )
        try revocations.add(list, signedByOneOf: [root.certificate])
        return revocations
    }

    private static let ourServer = made { try own(serverProfile("localhost")) }
    private static let ourClient = made { try own(clientProfile("client")) }

    private static func own(_ profile: CertificateProfile) throws -> TLSIdentity {
        let issued = try root.issue(profile)
        return try TLSIdentity(certificates: issued.certificate.pem, key: issued.key.pem())
    }

    /// Our context in server role, with nothing remembered.
    static func serverContext(lowest: TLSVersion, revocations source: RevocationSource) -> TLSContext {
        made {
            try TLSContext(
                server: ourServer,
                clients: ClientTrust(authorities: [root.certificate], revocations: source),
                generation: 1,
                lowest: lowest,
                clock: { now }
            )
        }
    }

    /// Our context in client role.
    static func clientContext(lowest: TLSVersion) -> TLSContext {
        made {
            try TLSContext(
                client: ourClient,
                servers: [root.certificate],
                lowest: lowest,
                offering: [.http2, .http11]
            )
        }
    }

    private static func clientProfile(_ name: String) -> CertificateProfile {
        .client(
            commonName: name,
            uri: "spiffe://test.example/org/\(name)",
            notBefore: start,
            notAfter: end
        )
    }

    private static func serverProfile(_ name: String) -> CertificateProfile {
        .server(commonName: "server", dns: [name], addresses: [], notBefore: start, notAfter: end)
    }

    static func made<R>(_ body: () throws -> R) -> R {
        do { return try body() } catch { fatalError("\(error)") }
    }
}
