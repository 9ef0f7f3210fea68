import Cryptography
import StrictJSON
import Testing
import Warrants

@Suite("The trust list")
struct TrustListTests {
    private func jwk(_ algorithm: SignatureAlgorithm = .es256, keyID: ExactString = "k") throws -> JSONObject
    {
        CourtKey(keyID: keyID, publicKey: try PrivateKey.generate(algorithm).publicKey).json
    }

    private func list(
        _ keys: [JSONObject],
        status: JSONValue? = "not_checked",
        kinds: JSONValue? = "any",
        jurisdictions: JSONValue? = "any"
    ) -> [UInt8] {
        var entry: JSONObject = ["keys": .array(keys.map { .object($0) })]
        for (name, value) in [("status", status), ("kinds", kinds), ("jurisdictions", jurisdictions)] {
            if let value { entry.append(ExactString(name), value) }
        }
        let file: JSONValue = ["issuers": ["https://court.example": .object(entry)]]
        return file.serialized()
    }

    private func changed(_ key: JSONObject, _ name: ExactString, _ value: JSONValue) -> JSONObject {
        var key = key
        key.set(name, value)
        return key
    }

    @Test("a list survives its file", arguments: SignatureAlgorithm.allCases)
    func roundTrip(algorithm: SignatureAlgorithm) throws {
        let read = try TrustList(parsing: list([jwk(algorithm)], status: ["kid": "k"]))
        let again = try TrustList(json: .object(read.json))
        #expect(again.issuers == read.issuers)
        #expect(read.knows("https://court.example"))
        #expect(!read.knows("https://court.example/"))
        #expect(read.issuers.first?.statusKey?.keyID == "k")
    }

    @Test("weak, private, foreign and misdescribed keys refuse the whole list")
    func keys() throws {
        let good = try jwk()
        let edwards = try jwk(.ed25519)
        let zero = JSONValue.string(ExactString(Base64URL.encode([UInt8](repeating: 0, count: 32))))
        var secret = good
        secret.set("d", zero)
        let bad: [JSONObject] = [
            secret, changed(good, "x", zero), changed(edwards, "x", zero), changed(good, "alg", "ES384"),
            changed(good, "alg", "RS256"), changed(good, "alg", "ES256K"), changed(good, "crv", "P-384"),
            changed(good, "kty", "RSA"), changed(good, "use", "enc"), changed(good, "kid", ""),
            changed(good, "kid", "a b"),
            changed(good, "x5c", []), changed(good, "x", "!!"), changed(edwards, "x", "AAAA"),
            changed(edwards, "y", zero),
        ]
        #expect(throws: Never.self) { try TrustList(parsing: list([good])) }
        for key in bad {
            #expect(throws: JSONError.self, "\(key)") { try TrustList(parsing: list([key])) }
        }
        for name: ExactString in ["kty", "crv", "alg", "use", "kid", "x", "y"] {
            var key = good
            key.remove(name)
            #expect(throws: JSONError.self, "\(name)") { try TrustList(parsing: list([key])) }
        }
    }

    @Test(
        "every Ed25519 key of small order refuses the list",
        arguments: [
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        ]
    )
    func smallOrder(hex: String) throws {
        let raw = try #require(Hex.decode(hex))
        let key = changed(try jwk(.ed25519), "x", .string(ExactString(Base64URL.encode(raw))))
        #expect(throws: JSONError.self) { try TrustList(parsing: list([key])) }
    }

    @Test("a key's name stands once in the whole list, and every issuer has a key")
    func names() throws {
        #expect(throws: JSONError.self) { try TrustList(parsing: list([jwk(), jwk()])) }
        #expect(throws: JSONError.self) { try TrustList(parsing: list([])) }
        let key = CourtKey(keyID: "k", publicKey: try PrivateKey.generate(.es256).publicKey)
        let first = TrustedIssuer(uri: "urn:a", keys: [key], status: .notChecked)
        let second = TrustedIssuer(uri: "urn:b", keys: [key], status: .notChecked)
        #expect(throws: JSONError.self) { try TrustList([first, second]) }
        #expect(throws: JSONError.self) { try TrustList([first, first]) }
    }

    @Test("an entry says how its revocations are learned, or the list is refused")
    func status() throws {
        for status: JSONValue? in [nil, "checked", ["kid": "other"], [:], ["kid": "k", "more": 1], 0, nil] {
            #expect(throws: JSONError.self) { try TrustList(parsing: list([jwk()], status: status)) }
        }
    }

    @Test("an entry says which orders the court may issue and for where, or the list is refused")
    func competence() throws {
        let bad: [JSONValue?] = [
            nil, "all", "ANY", [], ["search_warrant", "search_warrant"], ["Ä"], [1], [:], 0,
        ]
        for value in bad {
            #expect(throws: JSONError.self) { try TrustList(parsing: list([jwk()], kinds: value)) }
            #expect(throws: JSONError.self) { try TrustList(parsing: list([jwk()], jurisdictions: value)) }
        }
        #expect(throws: JSONError.self) { try TrustList(parsing: list([jwk()], jurisdictions: ["us"])) }
        let read = try TrustList(
            parsing: list([jwk()], kinds: ["search_warrant"], jurisdictions: ["US-OR", "CA"])
        )
        #expect(read.issuers.first?.kinds == .only(["search_warrant"]))
        #expect(read.issuers.first?.jurisdictions == .only(["US-OR", "CA"]))
        #expect(try TrustList(json: .object(read.json)).issuers == read.issuers)
    }

    @Test("a key's validity is read, kept, and must end after it begins")
    func validity() throws {
        let key = changed(changed(try jwk(), "nbf", 1_000), "exp", 2_000)
        let read = try TrustList(parsing: list([key]))
        #expect(read.issuers.first?.keys.first?.notBefore == Timestamp(seconds: 1_000))
        #expect(try TrustList(json: .object(read.json)).issuers == read.issuers)
        let counts = [999, 1_000, 1_999, 2_000].map {
            read.issuers.first?.keys.first?.isValid(at: Timestamp(seconds: $0))
        }
        #expect(counts == [false, true, true, false])
        for (name, value) in [("exp", 1_000), ("exp", -1)] as [(ExactString, JSONValue)] {
            #expect(throws: JSONError.self) { try TrustList(parsing: list([changed(key, name, value)])) }
        }
        #expect(throws: JSONError.self) { try TrustList(parsing: list([changed(key, "nbf", "now")])) }
    }

    @Test(
        "a file of another shape is refused",
        arguments: [
            "", "[]", "{}", #"{"issuers":[]}"#, #"{"issuers":{},"more":1}"#,
            #"{"issuers":{"a b":{"keys":[],"status":"not_checked"}}}"#,
            #"{"issuers":{"urn:a":{},"urn:a":{}}}"#,
        ]
    )
    func shape(text: String) {
        #expect(throws: JSONError.self) { try TrustList(parsing: Array(text.utf8)) }
    }

    @Test("an empty list trusts nobody")
    func empty() throws {
        #expect(try TrustList(parsing: Array(#"{"issuers":{}}"#.utf8)).issuers.isEmpty)
        #expect(!TrustList.empty.knows(Court.uri))
    }
}
