import Cryptography
import Glibc
import TLS

/// What must hold for any bytes that a peer sends as a certificate, or that lie in a file of revocation lists.
enum CertificatePromises {
    /// A certificate that can be read is exactly its bytes, and only one with a single URI names an organisation.
    static func certificate(_ bytes: [UInt8]) {
        guard let read = try? Certificate(der: bytes) else { return }
        precondition(read.der == bytes, "the bytes changed")
        let again = try? Certificate(der: read.der)
        precondition(again == read && again?.uriNames == read.uriNames, "read twice, read otherwise")
        for name in read.uriNames {
            precondition(name.utf8.allSatisfy { (0x21...0x7e).contains($0) }, "a name beyond visible ASCII")
        }
        if LeafRules().refusal(of: read) == nil {
            precondition(read.uriNames.count == 1 && !read.isAuthority, "a leaf that identifies nobody")
        }
        for chain in [
            [read, authority.certificate], [client, read], [client, read, authority.certificate],
        ] {
            _ = ChainRules.refusal(of: chain)
        }
        let isOurs = bytes == client.der || bytes == authority.certificate.der
        precondition(isOurs || !read.isSigned(by: authority.certificate), "a forged signature")
        precondition(bytes == client.der || !isAccepted([read]), "a client that nobody certified is accepted")
        precondition(isAccepted([client, read]), "what is shown beside a good client matters")
        _ = isAccepted([client], under: read)
    }

    /// Nothing that the authority did not sign is taken, and what is not taken shuts the authority's clients out or
    /// is another issuer's.
    static func revocationList(_ bytes: [UInt8]) {
        var revocations = Revocations()
        let alarms = revocations.load(
            pem: PEM.encode(label: "X509 CRL", bytes),
            for: [authority.certificate]
        )
        let key = authority.certificate.publicKeyDigest
        if bytes == list.der {
            precondition(alarms.isEmpty && revocations.issuers[key] != nil, "the real list is not taken")
            return
        }
        precondition(revocations.issuers.isEmpty && alarms.count == 1, "a list that nobody signed is taken")
        let isOthers = CertificateRevocationList.issuer(ofDER: bytes).map {
            $0 != authority.certificate.subject
        }
        precondition(
            revocations.unreadable.contains(key) != (isOthers ?? false),
            "its issuer's clients go on"
        )
        if let read = try? CertificateRevocationList(der: bytes) { precondition(read.der == bytes) }
    }

    /// Certificates of all our shapes.
    static var certificates: [[UInt8]] { [client.der, authority.certificate.der] }

    /// The one list.
    static var lists: [[UInt8]] { [list.der] }

    private static func isAccepted(_ chain: [Certificate], under anchor: Certificate? = nil) -> Bool {
        let client = try? ChainJudge.accepted(
            chain,
            as: .client(pinnedKeys: []),
            under: [anchor ?? authority.certificate],
            at: Timestamp(seconds: 1_795_000_000)
        )
        return client != nil
    }

    /// Makes the keys.
    static func prepare() { _ = (client, list) }

    private static let start = Timestamp(seconds: 1_577_836_800)
    private static let end = Timestamp(seconds: 2_493_072_000)

    private static let authority = made {
        try CertificateAuthority.create(commonName: "authority", notBefore: start, notAfter: end)
    }

    private static let client = made {
        var profile = CertificateProfile.client(
            commonName: "client",
            uri: "spiffe://test.example/org/one",
            notBefore: start,
            notAfter: end
        )
        profile.names.dns = ["*.a.example"]
        profile.names.addresses = [[192, 0, 2, 1]]
        return try authority.issue(profile).certificate
    }

    private static let list = made {
        try authority.revocationList(
            number: 7,
            thisUpdate: start,
            nextUpdate: end,
            revocations: [.init(serial: client.serial, time: start)]
        )
    }

    private static func made<R>(_ body: () throws -> R) -> R {
        do { return try body() } catch { preconditionFailure("\(error)") }
    }
}
