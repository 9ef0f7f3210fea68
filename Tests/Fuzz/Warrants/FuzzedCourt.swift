import Cryptography
import Decisions
import StrictJSON
import Warrants

/// A court with its keys, the one gate that trusts it, and one order that is good.
enum FuzzedCourt {
    static let uri: ExactString = "https://court.example"
    static let list: ExactString = "https://court.example/status/1"
    static let origin: ExactString = "gate.example/log"
    static let subject: ExactString = "urn:agency:1"
    static let now = Timestamp(seconds: 1_800_000_000)
    static let certificate = SHA256Digest.of(Array("client certificate".utf8))
    static let probe = SHA256Digest.of(Array("probe".utf8))

    static let key = made { try PrivateKey.generate(.es256) }
    static let statusKey = made { try PrivateKey.generate(.ed25519) }

    static let trust = made {
        try TrustList([
            TrustedIssuer(
                uri: uri,
                title: "A court",
                keys: [
                    CourtKey(
                        keyID: "warrants-1",
                        publicKey: key.publicKey,
                        expires: now.adding(seconds: 86_400)
                    ),
                    CourtKey(keyID: "status-1", use: .statusLists, publicKey: statusKey.publicKey),
                ],
                status: .key("status-1"),
                kinds: .only(["search_warrant", "surveillance_order"]),
                jurisdictions: .only(["US"])
            )
        ])
    }

    static let statuses = made {
        var statuses = StatusLists()
        try statuses.accept(Array(statusToken.utf8), trust: trust, now: now)
        return statuses
    }

    static let statusToken = made {
        try StatusList(uri: list, issuedAt: now, capacity: 64).signed(
            issuer: uri,
            keyID: "status-1",
            key: statusKey
        )
    }

    static let verifier = WarrantVerifier(trust: trust, statuses: statuses, audience: origin)

    /// The good order's token.
    static let minted = made {
        try WarrantIssuer(uri: uri, keyID: "warrants-1", key: key).mint(
            description,
            now: now,
            tokenID: "w-0123456789abcdef"
        )
    }

    /// The request that the order allows.
    static let request = WarrantScope(
        operation: operation,
        collection: "mugshots",
        probes: [probe],
        purpose: .identifySuspect,
        imageSource: .bodyWornCamera,
        similarityThreshold: 990_000,
        maximumResults: 10
    )

    /// Signs any payload under any header, as whoever has the court's key could.
    static func token(header: [UInt8], payload: [UInt8], key: PrivateKey) -> [UInt8] {
        let signed = Base64URL.encode(header) + "." + Base64URL.encode(payload)
        let signature = made { try key.signature(for: Array(signed.utf8)) }
        return Array((signed + "." + Base64URL.encode(signature)).utf8)
    }

    /// A value that every run needs.
    static func made<R>(_ body: () throws -> R) -> R {
        do { return try body() } catch { preconditionFailure("\(error)") }
    }

    private static let operation: Operation = {
        guard let operation = OperationCatalogue.operation(named: "SearchFacesByImage") else {
            preconditionFailure("no such operation")
        }
        return operation
    }()

    private static let description = WarrantDescription(
        subject: subject,
        audience: origin,
        certificate: certificate,
        notBefore: now,
        expires: now.adding(seconds: 7 * 86_400),
        statusList: list,
        statusIndex: 5,
        order: CourtOrder(
            kind: "search_warrant",
            court: "County Court",
            docket: "27CR00123",
            judge: "Hon. A. Example",
            judgeID: "J-1",
            jurisdiction: "US-OR",
            standard: "probable_cause",
            findings: ["relevant"],
            statute: "ORS 163.185",
            offenceClass: "violent_felony",
            applicantName: "Det. B. Example",
            applicantID: "1234",
            applicantAgency: "OR0340000",
            instrument: .of(Array("%PDF".utf8)),
            isSealed: false,
            delayedNoticeUntil: now.adding(seconds: 30 * 86_400)
        ),
        search: AuthorizedSearch(
            operations: [operation],
            collections: ["mugshots"],
            targets: [],
            purpose: .identifySuspect,
            imageSources: [.bodyWornCamera],
            mode: .retrospective,
            subject: .probes([probe]),
            minimumSimilarity: 990_000,
            maximumSearches: 1,
            maximumResults: 10
        )
    )
}
