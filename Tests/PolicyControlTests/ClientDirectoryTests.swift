import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import Testing

@Suite("Who a certificate belongs to")
struct ClientDirectoryTests {
    private let authority: CertificateAuthority
    private let stranger: CertificateAuthority
    private let police: CertificateAuthority.Issued
    private let charity: CertificateAuthority.Issued
    private let directory: ClientDirectory

    init() throws {
        authority = try Self.authority("Clients")
        // The same name, another key: names decide nothing.
        stranger = try Self.authority("Clients")
        police = try authority.issue(Self.profile([DemonstrationRegistry.policeURI.value]))
        charity = try authority.issue(Self.profile(["spiffe://abeyance.example/org/anything"]))
        directory = ClientDirectory(
            DemonstrationBundle.registry(
                authority: authority.certificate.publicKeyDigest,
                pins: [.icmec: charity.certificate.publicKeyDigest]
            )
            .registry
        )
    }

    @Test("a URI name below the pinned authority leads to its organisation")
    func uri() throws {
        let organisation = try directory.organisation(of: police.certificate, issuedBy: key(authority))
        #expect(organisation.name == DemonstrationRegistry.policeName)
    }

    @Test("the same URI name below another authority leads nowhere")
    func otherAuthority() throws {
        let forged = try stranger.issue(Self.profile([DemonstrationRegistry.policeURI.value]))
        #expect(throws: IdentityRefusal.unregistered) {
            try directory.organisation(of: forged.certificate, issuedBy: key(stranger))
        }
    }

    @Test("a pinned key leads to its organisation whatever its names are")
    func pin() throws {
        let organisation = try directory.organisation(of: charity.certificate, issuedBy: key(authority))
        #expect(organisation.name == "icmec")
        let bare = try stranger.issue(Self.profile([]), for: charity.key.publicKey)
        #expect(try directory.organisation(of: bare, issuedBy: key(stranger)).name == "icmec")
    }

    @Test("a common name never leads anywhere")
    func commonName() throws {
        let named = try authority.issue(Self.profile([], commonName: "metro-police"))
        #expect(throws: IdentityRefusal.unregistered) {
            try directory.organisation(of: named.certificate, issuedBy: key(authority))
        }
    }

    @Test(
        "a URI name is compared as bytes and whole",
        arguments: [
            "spiffe://abeyance.example/org/metro-police/", "spiffe://abeyance.example/org/Metro-police",
            "spiffe://abeyance.example/org/metro", "SPIFFE://abeyance.example/org/metro-police",
        ]
    )
    func nearNames(uri: String) throws {
        let near = try authority.issue(Self.profile([uri]))
        #expect(throws: IdentityRefusal.unregistered) {
            try directory.organisation(of: near.certificate, issuedBy: key(authority))
        }
    }

    @Test("several URI names are refused, even when one is registered")
    func severalNames() throws {
        let uris = [DemonstrationRegistry.policeURI.value, "spiffe://abeyance.example/org/other"]
        let several = try authority.issue(Self.profile(uris))
        #expect(throws: IdentityRefusal.severalNames) {
            try directory.organisation(of: several.certificate, issuedBy: key(authority))
        }
    }

    @Test("a key of one organisation with the name of another is refused")
    func ambiguous() throws {
        let both = try authority.issue(
            Self.profile([DemonstrationRegistry.policeURI.value]),
            for: charity.key.publicKey
        )
        #expect(throws: IdentityRefusal.ambiguous) {
            try directory.organisation(of: both, issuedBy: key(authority))
        }
    }

    private func key(_ authority: CertificateAuthority) -> SHA256Digest {
        authority.certificate.publicKeyDigest
    }

    private static func authority(_ name: String) throws -> CertificateAuthority {
        try CertificateAuthority.create(commonName: name, notBefore: start, notAfter: end)
    }

    private static func profile(_ uris: [String], commonName: String = "client") -> CertificateProfile {
        CertificateProfile(
            .client,
            commonName: commonName,
            names: AlternativeNames(uris: uris),
            notBefore: start,
            notAfter: end
        )
    }

    private static let start = Timestamp(seconds: 1_790_000_000)
    private static let end = Timestamp(seconds: 1_900_000_000)
}

@Suite("The deny-list")
struct DenyListTests {
    private func certificate() throws -> Certificate {
        try CertificateAuthority.create(
            commonName: "c",
            notBefore: Timestamp(seconds: 1_790_000_000),
            notAfter: Timestamp(seconds: 1_900_000_000)
        )
        .certificate
    }

    @Test("a certificate is denied by its fingerprint and by its key, and by nothing else")
    func denies() throws {
        let certificate = try certificate()
        #expect(DenyList(certificates: [certificate.fingerprint]).denies(certificate))
        #expect(DenyList(keys: [certificate.publicKeyDigest]).denies(certificate))
        #expect(!DenyList(certificates: [certificate.publicKeyDigest]).denies(certificate))
        #expect(!DenyList().denies(certificate))
    }

    @Test("the file reads back as it was written")
    func roundTrip() throws {
        var list = DenyList()
        list.deny(.certificate(SHA256Digest.of([1])))
        list.deny(.certificate(SHA256Digest.of([2])))
        list.deny(.key(SHA256Digest.of([3])))
        #expect(try DenyList(parsing: list.file) == list)
    }

    @Test(
        "a file that is not exactly a deny-list refuses everybody",
        arguments: [
            "", "[]", "{}", #"{"certificates": [], "keys": [], "more": []}"#,
            #"{"certificates": ["AB"], "keys": []}"#,
            #"{"certificates": [], "certificates": [], "keys": []}"#, #"{"certificates": [1], "keys": []}"#,
        ]
    )
    func unreadable(text: String) throws {
        let state = DenyListState(content: Array(text.utf8), path: "deny.json")
        guard case .unreadable(let words) = state else {
            Issue.record("read")
            return
        }
        #expect(words.hasPrefix("deny.json:"))
        #expect(try state.denies(certificate()))
    }

    @Test("a file that cannot be read refuses everybody, an empty list nobody")
    func states() throws {
        #expect(try DenyListState(content: nil, path: "deny.json").denies(certificate()))
        #expect(try !DenyListState(content: DenyList().file, path: "deny.json").denies(certificate()))
    }
}
