import Cryptography
import Decisions
import StrictJSON
import Warrants

/// A court that signs orders with real keys, and publishes a real status list.
struct Court {
    static let uri: ExactString = "https://court.example/county"
    static let list: ExactString = "https://court.example/status/1"
    static let subject: ExactString = "urn:agency:ori:OR0340000"
    static let docket: ExactString = "27CR00123"

    private let key: PrivateKey
    let trust: TrustList
    let statuses: StatusLists

    /// A court that has revoked the warrants of the given places in its list.
    init(revoking revoked: [Int64] = []) throws {
        key = try .generate(.es256)
        let statusKey = try PrivateKey.generate(.ed25519)
        trust = try TrustList([
            TrustedIssuer(
                uri: Self.uri,
                keys: [
                    CourtKey(keyID: "warrants-1", publicKey: key.publicKey),
                    CourtKey(keyID: "status-1", use: .statusLists, publicKey: statusKey.publicKey),
                ],
                status: .key("status-1")
            )
        ])
        var list = try StatusList(uri: Self.list, issuedAt: House.noon, capacity: 64)
        for index in revoked { try list.revoke(index, at: House.noon) }
        let token = try list.signed(issuer: Self.uri, keyID: "status-1", key: statusKey)
        var statuses = StatusLists()
        try statuses.accept(Array(token.utf8), trust: trust, now: House.noon)
        self.statuses = statuses
    }

    /// A warrant for one search of `mugshots` with the usual photograph at 99, for the police department.
    func warrant(
        searches: Int64 = 1,
        certificate: SHA256Digest = House.certificate,
        expires: Timestamp = House.noon.adding(seconds: 86_400),
        id: ExactString = "warrant-0000000001",
        sources: [ImageSource] = [.bodyWornCamera],
        mode: Mode = .retrospective
    ) throws -> ExactString {
        let description = WarrantDescription(
            subject: Self.subject,
            audience: House.origin,
            certificate: certificate,
            notBefore: House.noon.adding(seconds: -7 * 86_400),
            expires: expires,
            statusList: Self.list,
            statusIndex: 5,
            order: order,
            search: AuthorizedSearch(
                operations: [Call.operation("SearchFacesByImage")],
                collections: ["mugshots"],
                targets: [],
                purpose: .identifySuspect,
                imageSources: sources,
                mode: mode,
                subject: .probes([.of(Call.photograph)]),
                minimumSimilarity: 990_000,
                maximumSearches: searches,
                maximumResults: 100
            )
        )
        let issuer = WarrantIssuer(uri: Self.uri, keyID: "warrants-1", key: key)
        let issued = House.noon.adding(seconds: -7 * 86_400)
        return ExactString(try issuer.mint(description, now: issued, tokenID: id).token)
    }

    private var order: CourtOrder {
        CourtOrder(
            kind: "search_warrant",
            court: "County Court",
            docket: Self.docket,
            judge: "Hon. A. Example",
            judgeID: "J-1",
            jurisdiction: "US-OR",
            standard: "probable_cause",
            findings: ["relevant_to_ongoing_criminal_investigation"],
            statute: "ORS 163.185",
            offenceClass: "violent_felony",
            applicantName: "Det. B. Example",
            applicantID: "1234",
            applicantAgency: "OR0340000",
            instrument: SHA256Digest.of(Array("%PDF".utf8)),
            isSealed: false
        )
    }
}
