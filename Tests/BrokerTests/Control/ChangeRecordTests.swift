import Cryptography
import Decisions
import StrictJSON
import Testing

/// The entries about what was taken back and what was loaded.
@Suite struct ChangeRecordTests {
    static let moment = Timestamp(seconds: 1_800_000_000)
    static let digest = SHA256Digest.of([1])

    @Test(arguments: [
        Denial.certificate(digest), .key(digest), .issuedBefore(moment, authority: digest),
    ])
    func aDenialComesBackAsItWent(denial: Denial) throws {
        let record = CertificateDeniedRecord(denial, reason: "lost", requestedBy: 7)
        #expect(try CertificateDeniedRecord(record.json) == record)
    }

    @Test func theOtherRecordsComeBackAsTheyWent() throws {
        let list = RevocationListRecord(
            issuer: Self.digest,
            number: .max,
            digest: Self.digest,
            nextUpdate: Self.moment,
            revoked: 3
        )
        #expect(try RevocationListRecord(list.json) == list)
        #expect(list.json["number"] == "18446744073709551615")
        let generation = GenerationRecord(
            number: 2,
            cause: "sighup",
            certificate: Self.digest,
            authorities: [Self.digest],
            bundle: BundleReference(name: "set", version: 1, digest: Self.digest),
            requestedBy: nil
        )
        #expect(try GenerationRecord(generation.json) == generation)
        let alarm = AlarmRecord(about: "reload", problem: "server.pem: no\ncertificate", requestedBy: 0)
        #expect(try AlarmRecord(alarm.json) == alarm)
        #expect(
            AlarmRecord(about: "reload", problem: ExactString(String(repeating: "é", count: 5_000))).problem
                .byteCount < 4_096
        )
    }

    @Test(
        arguments: [
            ["reason": "x", "requestedBy": 1],
            ["denied": .digest(digest), "deniedKey": .digest(digest), "reason": "x", "requestedBy": 1],
            ["denied": .digest(digest), "issuedBefore": [:], "reason": "x", "requestedBy": 1],
            ["issuedBefore": ["authority": .digest(digest)], "reason": "x", "requestedBy": 1],
            [
                "issuedBefore": ["authority": .digest(digest), "moment": .timestamp(moment), "more": 1],
                "reason": "x",
                "requestedBy": 1,
            ],
        ] as [JSONObject]
    )
    func aDenialOfNothingOrOfTwoThingsIsNone(body: JSONObject) {
        #expect(throws: JSONError.self) { _ = try CertificateDeniedRecord(body) }
    }

    @Test(arguments: ["-1", "01", "18446744073709551616", "0x1", ""])
    func aListsNumberIsWrittenInOneWay(number: String) {
        let body: JSONObject = [
            "issuer": .digest(Self.digest), "number": .string(ExactString(number)),
            "digest": .digest(Self.digest),
            "nextUpdate": .timestamp(Self.moment), "revoked": 0,
        ]
        #expect(throws: JSONError.self) { _ = try RevocationListRecord(body) }
    }
}
