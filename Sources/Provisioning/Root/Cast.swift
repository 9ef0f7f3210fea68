import Cryptography
import Decisions
import PolicyControl
import StrictJSON

/// Issues the certificates of a demonstration: for its authorities, its server, the members that the registry knows, and
/// two strangers.
struct Cast {
    /// The authority that signs every registered client.
    let clientAuthority: Certificate
    /// The keys of the members who are known by pin.
    let pins: [DemonstrationRegistry.Member: SHA256Digest]

    /// A client certificate under the pinned authority whose name nobody registered.
    static let unregistered = "unregistered"
    /// A client certificate with the department's own name, under an authority that nobody pinned.
    static let untrusted = "untrusted"

    /// Issues everything into `certs/` and `keys/` of a working folder, valid from an hour ago for 90 days.
    static func assemble(into tree: WorkingTree, now: Timestamp) throws -> Cast {
        let office = Office(
            tree: tree,
            notBefore: now.adding(seconds: -3_600),
            notAfter: now.adding(seconds: 90 * 86_400)
        )
        let serverCA = try office.authority("Abeyance demonstration server CA")
        try tree.write(serverCA.certificate.pem, to: "certs/server-ca.pem")
        try office.issue(office.server, under: serverCA, as: "server")

        let clientCA = try office.authority("Abeyance demonstration client CA")
        try tree.write(clientCA.certificate.pem, to: "certs/client-ca.pem")
        try tree.write(clientCA.key, to: "keys/client-ca.key")
        var pins: [DemonstrationRegistry.Member: SHA256Digest] = [:]
        for member in DemonstrationRegistry.Member.allCases {
            let name = member.word.value
            pins[member] = try office.issue(office.client(name), under: clientCA, as: name).publicKeyDigest
        }
        let police = DemonstrationRegistry.policeName.value
        let policeURI = DemonstrationRegistry.policeURI.value
        try office.issue(office.client(police, uri: policeURI), under: clientCA, as: police)
        let nobody = DemonstrationRegistry.uriPrefix.value + unregistered
        try office.issue(office.client(unregistered, uri: nobody), under: clientCA, as: unregistered)

        let strangeCA = try office.authority("An authority that nobody pinned")
        try office.issue(office.client(police, uri: policeURI), under: strangeCA, as: untrusted)
        return Cast(clientAuthority: clientCA.certificate, pins: pins)
    }
}

/// Where certificates are issued and filed.
private struct Office {
    let tree: WorkingTree
    let notBefore: Timestamp
    let notAfter: Timestamp

    func authority(_ name: String) throws -> CertificateAuthority {
        try .create(commonName: name, notBefore: notBefore, notAfter: notAfter.adding(seconds: 86_400))
    }

    var server: CertificateProfile {
        .server(
            commonName: "localhost",
            dns: ["localhost"],
            addresses: [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]],
            notBefore: notBefore,
            notAfter: notAfter
        )
    }

    func client(_ name: String, uri: String? = nil) -> CertificateProfile {
        CertificateProfile(
            .client,
            commonName: name,
            names: AlternativeNames(uris: uri.map { [$0] } ?? []),
            notBefore: notBefore,
            notAfter: notAfter
        )
    }

    @discardableResult
    func issue(
        _ profile: CertificateProfile,
        under authority: CertificateAuthority,
        as name: String
    ) throws -> Certificate {
        let issued = try authority.issue(profile)
        try tree.write(issued.certificate.pem, to: "certs/\(name).pem")
        try tree.write(issued.key, to: "keys/\(name).key")
        return issued.certificate
    }
}
