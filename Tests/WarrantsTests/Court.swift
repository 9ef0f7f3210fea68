import Cryptography
import Decisions
import StrictJSON
import Warrants

/// A court with its keys, one gate that trusts it, and an order that is good until a test spoils it.
struct Court {
    let key: PrivateKey
    let statusKey: PrivateKey
    let trust: TrustList
    var statuses: StatusLists
    let now = Timestamp(seconds: 1_800_000_000)
    let certificate = SHA256Digest.of(Array("client certificate".utf8))
    let probe = SHA256Digest.of(Array("probe".utf8))
    let target = SHA256Digest.of(Array("target".utf8))

    static let uri: ExactString = "https://court.example/county"
    static let list: ExactString = "https://court.example/status/1"
    static let origin: ExactString = "gate.example/log"
    static let subject: ExactString = "urn:agency:1"

    init(
        _ algorithm: SignatureAlgorithm = .es256,
        kinds: TrustedIssuer.Competence = .any,
        jurisdictions: TrustedIssuer.Competence = .any,
        keyNotBefore: Timestamp? = nil,
        keyExpires: Timestamp? = nil
    ) throws {
        key = try .generate(algorithm)
        statusKey = try .generate(.ed25519)
        trust = try TrustList([
            TrustedIssuer(
                uri: Self.uri,
                keys: [
                    CourtKey(
                        keyID: "warrants-1",
                        publicKey: key.publicKey,
                        notBefore: keyNotBefore,
                        expires: keyExpires
                    ),
                    CourtKey(keyID: "status-1", use: .statusLists, publicKey: statusKey.publicKey),
                ],
                status: .key("status-1"),
                kinds: kinds,
                jurisdictions: jurisdictions
            )
        ])
        statuses = StatusLists()
        try accept(StatusList(uri: Self.list, issuedAt: now, capacity: 64))
    }

    /// Signs a status list as the court does and takes it into use.
    mutating func accept(_ list: StatusList) throws {
        let token = try list.signed(issuer: Self.uri, keyID: "status-1", key: statusKey)
        try statuses.accept(Array(token.utf8), trust: trust, now: now.adding(seconds: 40 * 86_400))
    }

    var verifier: WarrantVerifier { WarrantVerifier(trust: trust, statuses: statuses, audience: Self.origin) }

    var issuer: WarrantIssuer { WarrantIssuer(uri: Self.uri, keyID: "warrants-1", key: key) }

    /// What a clerk's file says.
    func description() throws -> WarrantDescription {
        WarrantDescription(
            subject: Self.subject,
            audience: Self.origin,
            certificate: certificate,
            notBefore: now,
            expires: now.adding(seconds: 7 * 86_400),
            statusList: Self.list,
            statusIndex: 5,
            order: order,
            search: try search()
        )
    }

    var order: CourtOrder {
        CourtOrder(
            kind: "search_warrant",
            court: "County Court",
            docket: "27CR00123",
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

    func search(_ operations: [ExactString] = ["SearchFacesByImage"]) throws -> AuthorizedSearch {
        AuthorizedSearch(
            operations: operations.compactMap(OperationCatalogue.operation(named:)),
            collections: operations == ["CompareFaces"] ? [] : ["mugshots"],
            targets: operations.contains("CompareFaces") ? [target] : [],
            purpose: .identifySuspect,
            imageSources: [.bodyWornCamera],
            mode: .retrospective,
            subject: .probes([probe]),
            minimumSimilarity: 990_000,
            maximumSearches: 1,
            maximumResults: 10
        )
    }

    /// The request that the order allows.
    func request(_ operation: ExactString = "SearchFacesByImage") throws -> WarrantScope {
        guard let operation = OperationCatalogue.operation(named: operation) else { throw UnknownOperation() }
        return WarrantScope(
            operation: operation,
            collection: operation.name == "CompareFaces" ? nil : "mugshots",
            probes: [probe],
            targets: operation.name == "CompareFaces" ? [target] : [],
            purpose: .identifySuspect,
            imageSource: .bodyWornCamera,
            similarityThreshold: 990_000,
            maximumResults: operation.name == "CompareFaces" ? nil : 10
        )
    }

    /// The claims of a good token, to be spoiled.
    func claims() throws -> JSONObject { try issuer.mint(description(), now: now).claims.json }

    /// Signs any payload under any header, as an attacker with the court's key could.
    func token(
        _ payload: [UInt8],
        header: String? = nil,
        key other: PrivateKey? = nil
    ) throws -> [UInt8] {
        let signer = other ?? key
        let header =
            header ?? #"{"alg":"\#(signer.algorithm.rawValue)","kid":"warrants-1","typ":"fr-warrant+jwt"}"#
        let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(payload)
        return Array((signed + "." + Base64URL.encode(try signer.signature(for: Array(signed.utf8)))).utf8)
    }

    func token(_ claims: JSONObject) throws -> [UInt8] { try token(JSONValue.object(claims).serialized()) }

    /// The verdict's code, or nil when the token is verified.
    func code(
        _ token: [UInt8],
        request: WarrantScope? = nil,
        at time: Timestamp? = nil,
        certificate other: SHA256Digest? = nil,
        subject: ExactString? = Court.subject
    ) throws -> WarrantRefusalCode? {
        let verdict = verifier.verify(
            token,
            certificate: other ?? certificate,
            subject: subject,
            request: try request ?? self.request(),
            now: time ?? now
        )
        guard case .refused(let refused, _) = verdict else { return nil }
        return refused.code
    }

    /// The verdict's code for claims that a test has changed.
    func code(changing change: (inout JSONObject) throws -> Void) throws -> WarrantRefusalCode? {
        var claims = try claims()
        try change(&claims)
        return try code(token(claims))
    }
}

struct UnknownOperation: Error {}

extension JSONObject {
    /// Changes an object inside this one, reached by names; arrays are entered at their first element.
    mutating func change(_ path: [ExactString], _ change: (inout JSONObject) -> Void) {
        guard let name = path.first, let value = self[name] else {
            change(&self)
            return
        }
        let rest = Array(path.dropFirst())
        switch value {
        case .object(var inner):
            inner.change(rest, change)
            set(name, .object(inner))
        case .array(var elements):
            if case .object(var inner)? = elements.first {
                inner.change(rest, change)
                elements[0] = .object(inner)
                set(name, .array(elements))
            }
        default: break
        }
    }
}
