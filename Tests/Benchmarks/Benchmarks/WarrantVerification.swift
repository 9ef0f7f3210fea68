import Cryptography
import Decisions
import StrictJSON
import Warrants

extension Benchmark {
    /// Checks 1 to 16 and 18 of a good token, by algorithm.
    static let warrant = Benchmark(
        name: "warrant",
        summary: "all checks of a good warrant token, its status list included"
    ) { _ in
        try [SignatureAlgorithm.es256, .ed25519, .es384].map { algorithm in
            let desk = try VerificationDesk(algorithm)
            var good = 0
            let samples = try Samples(2_000, warmUp: 200) { _ in if try desk.isGood() { good += 1 } }
            guard good == 2_200 else { throw WrongAnswer("\(algorithm.rawValue): \(good) of 2200 are good") }
            return Figure("a token with \(algorithm.rawValue), median", samples.median, "µs")
        }
    }
}

/// A court, its status list and one good token.
private struct VerificationDesk {
    private let verifier: WarrantVerifier
    private let token: [UInt8]
    private let scope: WarrantScope
    private let digest = SHA256Digest.of([1])
    private let now = Timestamp(seconds: 1_800_000_000)

    init(_ algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm)
        let court: ExactString = "https://court.example"
        let uri: ExactString = "https://court.example/status/1"
        let trust = try TrustList([
            TrustedIssuer(
                uri: court,
                keys: [CourtKey(keyID: "key", publicKey: key.publicKey)],
                status: .key("key")
            )
        ])
        var statuses = StatusLists()
        let list = try StatusList(uri: uri, issuedAt: now, capacity: 1 << 20)
        let signed = try list.signed(issuer: court, keyID: "key", key: key)
        try statuses.accept(Array(signed.utf8), trust: trust, now: now)
        verifier = WarrantVerifier(trust: trust, statuses: statuses, audience: "gate.example/log")
        let day = "\"nbf\":\"\(now)\",\"exp\":\"\(now.adding(seconds: 86_400))\""
        let text = """
            {"sub":"urn:agency:1","aud":"gate.example/log","certificate":"\(digest.hex)",\(day),
            "status":{"uri":"https://court.example/status/1","idx":77},
            "warrant":{"kind":"search_warrant","court":"County Court","docket":"26-CR-17","judge":"Hon. A. Example",
            "judge_id":"J-1","jurisdiction":"US-WA","standard":"probable_cause","findings":["found"],
            "offence":{"statute":"RCW 9A.32.030","class":"violent_felony"},"applicant":{"name":"Det. B. Example",
            "id":"1234","agency_ori":"XX0000001"},"instrument_sha256":"\(digest.hex)","sealed":false},
            "search":{"actions":["SearchFacesByImage"],"collections":["mugshots"],"purpose":"identify_suspect",
            "image_sources":["cctv"],"probes":[{"sha256":"\(digest.hex)"}],"min_similarity":99,"max_searches":1,
            "max_results":5}}
            """
        let issuer = WarrantIssuer(uri: court, keyID: "key", key: key)
        token = try Array(issuer.mint(WarrantDescription(parsing: Array(text.utf8)), now: now).token.utf8)
        guard let operation = OperationCatalogue.operation(named: "SearchFacesByImage") else {
            throw WrongAnswer("no such operation")
        }
        scope = WarrantScope(
            operation: operation,
            collection: "mugshots",
            probes: [digest],
            purpose: .identifySuspect,
            imageSource: .closedCircuitTelevision,
            similarityThreshold: 990_000,
            maximumResults: 5
        )
    }

    func isGood() throws -> Bool {
        let verdict = verifier.verify(
            token,
            certificate: digest,
            subject: "urn:agency:1",
            request: scope,
            now: now
        )
        if case .verified = verdict { return true }
        return false
    }
}
