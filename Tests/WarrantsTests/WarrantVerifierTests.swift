import Cryptography
import Decisions
import StrictJSON
import Testing
import Warrants

@Suite("Verifying warrants")
struct WarrantVerifierTests {
    @Test(
        "a good token becomes facts, and nothing about people is among those in clear",
        arguments: SignatureAlgorithm.allCases
    )
    func verified(algorithm: SignatureAlgorithm) throws {
        let court = try Court(algorithm)
        let minted = try court.issuer.mint(court.description(), now: court.now)
        let token = Array(minted.token.utf8)
        let verdict = court.verifier.verify(
            token,
            certificate: court.certificate,
            subject: Court.subject,
            request: try court.request(),
            now: court.now
        )
        guard case .verified(let warrant) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(warrant.issuer == Court.uri)
        #expect(warrant.tokenID == minted.claims.tokenID)
        #expect(warrant.tokenDigest == SHA256Digest.of(token))
        #expect(warrant.maximumSearches == 1)
        #expect(warrant.facts.minimumSimilarity == 990_000)
        #expect(warrant.facts.isStatusChecked)
        #expect(warrant.facts.statusIssuedAt == court.now)
        #expect(warrant.facts.expires == court.now.adding(seconds: 7 * 86_400))
        #expect(warrant.personal.contains { $0.name == "docket" && $0.value == "27CR00123" })
        #expect(!warrant.facts.json.members.contains { $0.value == "27CR00123" })
    }

    @Test("uses are counted by issuer and jti, whatever the token's bytes")
    func use() throws {
        let court = try Court()
        let digester = KeyedDigester(key: [UInt8](repeating: 7, count: 32))
        let claims = try court.claims()
        var uses: Set<WarrantUse> = []
        var digests: Set<SHA256Digest> = []
        for _ in 0..<2 {
            let verdict = court.verifier.verify(
                try court.token(claims),
                certificate: court.certificate,
                subject: Court.subject,
                request: try court.request(),
                now: court.now
            )
            guard case .verified(let warrant) = verdict else {
                Issue.record("\(verdict)")
                return
            }
            uses.insert(warrant.use(by: digester))
            digests.insert(warrant.tokenDigest)
        }
        #expect(uses.count == 1)
        #expect(digests.count == 2, "ECDSA spells a signature anew each time")
    }

    @Test("a refusal after the payload was read names issuer and jti; before it, neither")
    func identity() throws {
        let court = try Court()
        let good = try court.token(court.claims())
        func refused(_ token: [UInt8]) throws -> RefusedWarrant? {
            let verdict = court.verifier.verify(
                token,
                certificate: court.probe,
                subject: Court.subject,
                request: try court.request(),
                now: court.now
            )
            guard case .refused(let refused, let explanation) = verdict else { return nil }
            #expect(!explanation.contains("27CR00123"))
            return refused
        }
        let late = try #require(try refused(good))
        #expect(late.code == .bindingMismatch)
        #expect(late.issuer == Court.uri)
        #expect(late.tokenID != nil)
        #expect(late.tokenDigest == SHA256Digest.of(good))
        let early = try #require(try refused(Array(good.dropLast())))
        #expect(early.issuer == nil)
        #expect(early.tokenID == nil)
    }

    @Test("check 1: one byte too many is too large, and is refused before anything is decoded")
    func size() throws {
        let court = try Court()
        #expect(try court.code([UInt8](repeating: 0x2e, count: 16_385)) == .tokenTooLarge)
        #expect(try court.code([UInt8](repeating: 0x2e, count: 16_384)) == .malformedToken)
    }

    @Test(
        "check 2: other than three canonical parts is malformed",
        arguments: [
            "", ".", "a.b.c", "e30.e30", "e30.e30.e30.e30", "e30=.e30.AA", " e30.e30.AA", "e30.e31.AA",
            "e30.e30.A+",
        ]
    )
    func parts(token: String) throws { #expect(try Court().code(Array(token.utf8)) == .malformedToken) }

    @Test(
        "checks 3 to 8: the header",
        arguments: [
            (
                #"{"alg":"ES256","kid":"warrants-1","typ":"fr-warrant+jwt",}"#,
                WarrantRefusalCode.malformedHeader
            ),
            (#"["alg"]"#, .malformedHeader), ("", .malformedHeader), ("\u{feff}{}", .malformedHeader),
            (#"{"alg":1,"kid":"warrants-1","typ":"fr-warrant+jwt"}"#, .malformedHeader),
            (#"{"alg":"ES256","kid":null,"typ":"fr-warrant+jwt"}"#, .malformedHeader),
            (#"{"alg":"ES256","alg":"ES256","kid":"warrants-1","typ":"fr-warrant+jwt"}"#, .duplicateMember),
            (
                #"{"alg":"ES256","\u0061lg":"ES256","kid":"warrants-1","typ":"fr-warrant+jwt"}"#,
                .duplicateMember
            ),
            (#"{"alg":"none","kid":"warrants-1","typ":"fr-warrant+jwt"}"#, .algorithmNotAllowed),
            (#"{"alg":"EdDSA","kid":"warrants-1","typ":"fr-warrant+jwt"}"#, .algorithmNotAllowed),
            (#"{"alg":"RS256","kid":"warrants-1","typ":"fr-warrant+jwt"}"#, .algorithmNotAllowed),
            (#"{"kid":"warrants-1","typ":"fr-warrant+jwt"}"#, .algorithmNotAllowed),
            (#"{"alg":"ES256","kid":"warrants-1","typ":"fr-warrant+jwt","crit":[]}"#, .headerNotAllowed),
            (#"{"alg":"ES256","kid":"warrants-1","typ":"fr-warrant+jwt","x":1e300}"#, .headerNotAllowed),
            (#"{"alg":"ES256","kid":"warrants-1"}"#, .wrongType),
            (#"{"alg":"ES256","kid":"warrants-1","typ":"JWT"}"#, .wrongType),
            (#"{"alg":"ES256","kid":"warrants-1","typ":"FR-warrant+jwt"}"#, .wrongType),
            (#"{"alg":"ES256","kid":"warrants-1","typ":"fr-emergency+jwt"}"#, .wrongType),
            (#"{"alg":"ES256","kid":"warrants-1","typ":"fr-ratification+jwt"}"#, .wrongType),
            (
                #"{"alg":"ES256","kid":"warrants-1","typ":"application/application/fr-warrant+jwt"}"#,
                .wrongType
            ),
            (#"{"alg":"ES256","typ":"fr-warrant+jwt"}"#, .unknownKey),
            (#"{"alg":"ES256","kid":"","typ":"fr-warrant+jwt"}"#, .unknownKey),
            (#"{"alg":"ES256","kid":"Warrants-1","typ":"fr-warrant+jwt"}"#, .unknownKey),
            (#"{"alg":"ES256","kid":"warrants-1\u0000","typ":"fr-warrant+jwt"}"#, .unknownKey),
            (#"{"alg":"Ed25519","kid":"status-1","typ":"fr-warrant+jwt"}"#, .unknownKey),
            (#"{"alg":"ES384","kid":"warrants-1","typ":"fr-warrant+jwt"}"#, .algorithmMismatch),
            (#"{"alg":"Ed25519","kid":"warrants-1","typ":"fr-warrant+jwt"}"#, .algorithmMismatch),
        ]
    )
    func header(header: String, expected: WarrantRefusalCode) throws {
        let court = try Court()
        let payload = JSONValue.object(try court.claims()).serialized()
        #expect(try court.code(court.token(payload, header: header)) == expected)
    }

    @Test("`application/` before the type changes nothing")
    func mediaType() throws {
        let court = try Court()
        let payload = JSONValue.object(try court.claims()).serialized()
        let header = #"{"alg":"ES256","kid":"warrants-1","typ":"application/fr-warrant+jwt"}"#
        #expect(try court.code(court.token(payload, header: header)) == nil)
    }

    @Test("check 9: another key, another payload, DER, and a cut signature are bad signatures")
    func signature() throws {
        let court = try Court()
        let payload = JSONValue.object(try court.claims()).serialized()
        let good = try court.token(payload)
        #expect(try court.code(court.token(payload, key: .generate(.es256))) == .badSignature)
        let parts = String(decoding: good, as: UTF8.self).split(separator: ".").map(String.init)
        func joined(_ payload: String, _ signature: String) -> [UInt8] {
            Array("\(parts[0]).\(payload).\(signature)".utf8)
        }
        #expect(try court.code(joined(Base64URL.encode(payload + [0x20]), parts[2])) == .badSignature)
        #expect(try court.code(joined(parts[1], "")) == .badSignature)
        let raw = try #require(Base64URL.decode(parts[2]))
        let der = [0x30, 0x44, 0x02, 0x20] + raw[..<32] + [0x02, 0x20] + raw[32...]
        for signature in [der, Array(raw.dropLast()), raw + [0], [UInt8](repeating: 0, count: 64)] {
            #expect(try court.code(joined(parts[1], Base64URL.encode(signature))) == .badSignature)
        }
    }

    @Test(
        "check 10: every claim is required",
        arguments: [
            "iss", "sub", "aud", "jti", "iat", "nbf", "exp", "cnf", "status", "warrant",
            "authorization_details",
        ]
    )
    func missing(claim: String) throws {
        #expect(try Court().code { $0.remove(ExactString(claim)) } == .missingClaim)
    }

    @Test(
        "check 10: members below a claim are required too, as part of its shape",
        arguments: [
            ["status", "status_list"], ["status", "status_list", "idx"], ["status", "status_list", "uri"],
            ["warrant", "docket"], ["warrant", "instrument_sha256"], ["warrant", "offence", "class"],
            ["warrant", "applicant", "name"], ["warrant", "sealed"], ["authorization_details", "type"],
            ["authorization_details", "purpose"], ["authorization_details", "probes"],
            ["authorization_details", "min_similarity"], ["authorization_details", "max_searches"],
            ["authorization_details", "max_results"], ["authorization_details", "collections"],
        ]
    )
    func missingInside(path: [String]) throws {
        let names = path.map { ExactString($0) }
        let code = try Court().code { claims in
            claims.change(Array(names.dropLast())) { if let name = names.last { $0.remove(name) } }
        }
        #expect(code == .malformedPayload)
    }

    @Test(
        "check 10: unknown members are refused wherever they stand",
        arguments: [
            [], ["cnf"], ["status"], ["status", "status_list"], ["warrant"], ["warrant", "offence"],
            ["warrant", "applicant"],
            ["authorization_details"], ["authorization_details", "probes"],
        ]
    )
    func unknownMember(path: [String]) throws {
        let code = try Court().code { claims in
            claims.change(path.map { ExactString($0) }) { $0.set("override", true) }
        }
        #expect(code == .malformedPayload)
    }

    @Test(
        "check 10: values out of their shape are refused",
        arguments: [
            (["iss"], #""""#), (["jti"], #""fifteen chars 1""#), (["jti"], #""fifteen-chars-1""#),
            (["aud"], #"["gate.example/log"]"#),
            (["exp"], "1800604800.0"), (["exp"], "1e300"), (["exp"], #""1800604800""#), (["exp"], "-1"),
            (["nbf"], "null"),
            (["exp"], "1800000000"), (["iat"], "253402300800"), (["cnf", "x5t#S256"], "null"),
            (["cnf", "x5t#S256"], #""HQrRcYnZgMvZ8cFyVPFt-sawQlSWHLyq2dQbL8TFhkA=""#),
            (["status", "status_list", "idx"], "-1"),
            (["status", "status_list", "idx"], "1048576"), (["warrant", "kind"], #""Search""#),
            (["warrant", "docket"], #""""#),
            (["warrant", "jurisdiction"], #""Oregon""#), (["warrant", "jurisdiction"], #""US-oregon""#),
            (["warrant", "standard"], #""a hunch""#), (["warrant", "findings"], #"["No"]"#),
            (["warrant", "sealed"], "0"),
            (["warrant", "instrument_sha256"], #""AB""#), (["warrant", "delayed_notice_until"], #""soon""#),
            (["warrant", "emergency_ref"], #""a b""#), (["authorization_details"], "[]"),
            (["authorization_details"], "{}"),
            (["authorization_details", "type"], #""fr_enrol""#),
            (["authorization_details", "actions"], "[]"),
            (["authorization_details", "actions"], #"["Search"]"#),
            (["authorization_details", "actions"], #"["SearchFaces","SearchFaces"]"#),
            (["authorization_details", "actions"], #"["CompareFaces"]"#),
            (["authorization_details", "collections"], "[]"),
            (["authorization_details", "collections"], #"["*"]"#),
            (["authorization_details", "collections"], #"["mug?"]"#),
            (["authorization_details", "collections"], #""mugshots""#),
            (["authorization_details", "targets"], "[]"),
            (["authorization_details", "purpose"], #""curiosity""#),
            (["authorization_details", "image_sources"], "[]"),
            (["authorization_details", "image_sources"], #"["dream"]"#),
            (["authorization_details", "mode"], #""later""#), (["authorization_details", "probes"], "[]"),
            (["authorization_details", "subject_description_sha256"], #""00""#),
            (["authorization_details", "min_similarity"], "NaN"),
            (["authorization_details", "min_similarity"], "100.1"),
            (["authorization_details", "min_similarity"], "99.00001"),
            (["authorization_details", "min_similarity"], "9.9e1"),
            (["authorization_details", "min_similarity"], #""99""#),
            (["authorization_details", "max_searches"], "0"),
            (["authorization_details", "max_searches"], "1000000000000"),
            (["authorization_details", "max_searches"], "1.0"),
            (["authorization_details", "max_results"], "0"),
        ]
    )
    func shape(path: [String], value: String) throws {
        let court = try Court()
        let names = path.map { ExactString($0) }
        let marker = "\u{1}marker"
        var claims = try court.claims()
        claims.change(Array(names.dropLast())) { object in
            if let name = names.last { object.set(name, .string(ExactString(marker))) }
        }
        let text = String(decoding: JSONValue.object(claims).serialized(), as: UTF8.self)
        let spelled = String(decoding: JSONValue.string(ExactString(marker)).serialized(), as: UTF8.self)
        let parts = text.split(separator: spelled, omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        let payload = parts.joined(separator: value)
        #expect(try court.code(court.token(Array(payload.utf8))) == .malformedPayload)
    }

    @Test(
        "check 7: a key counts from its first moment to before its last, whatever the token says of its age"
    )
    func keyValidity() throws {
        let now = try Court().now
        func code(_ notBefore: Int64?, _ expires: Int64?) throws -> WarrantRefusalCode? {
            let court = try Court(
                keyNotBefore: notBefore.map { now.adding(seconds: $0) },
                keyExpires: expires.map { now.adding(seconds: $0) }
            )
            return try court.code(court.token(court.claims()))
        }
        #expect(try code(0, 1) == nil)
        #expect(try code(1, nil) == .unknownKey)
        #expect(try code(nil, 0) == .unknownKey)
        #expect(try code(nil, -1) == .unknownKey)
    }

    @Test("check 11: a court's orders count for the kinds and the places that the trust list gives it")
    func competence() throws {
        func code(
            _ kinds: TrustedIssuer.Competence,
            _ jurisdictions: TrustedIssuer.Competence
        ) throws -> WarrantRefusalCode? {
            let court = try Court(kinds: kinds, jurisdictions: jurisdictions)
            return try court.code(court.token(court.claims()))
        }
        #expect(try code(.only(["search_warrant"]), .only(["US-OR"])) == nil)
        #expect(try code(.any, .only(["CA", "US"])) == nil)
        #expect(try code(.only(["surveillance_order"]), .any) == .issuerNotCompetent)
        #expect(try code(.any, .only(["US-WA"])) == .issuerNotCompetent)
        #expect(try code(.any, .only(["US-O"])) == .issuerNotCompetent, "a code is no prefix of letters")
    }

    @Test(
        "check 10: payloads that are not strict JSON are malformed, and duplicates have their own code at any depth"
    )
    func strictPayload() throws {
        let court = try Court()
        let good = JSONValue.object(try court.claims()).serialized()
        let text = String(decoding: good, as: UTF8.self)
        let malformed: [[UInt8]] = [
            good + [0x7d], [0xef, 0xbb, 0xbf] + good, Array(good.dropLast()) + Array(",}".utf8),
            [0x5b] + good + [0x5d],
            Array(repeating: 0x5b, count: 600), good.flatMap { [$0, 0] }, Array("\"".utf8), [],
        ]
        for payload in malformed { #expect(try court.code(court.token(payload)) == .malformedPayload) }
        let outer = text.dropLast() + #","exp":1}"#
        #expect(try court.code(court.token(Array(outer.utf8))) == .duplicateMember)
        let escaped = text.dropLast() + #","\u0065xp":1}"#
        #expect(try court.code(court.token(Array(escaped.utf8))) == .duplicateMember)
    }

    @Test("checks 11 and 12: issuer and audience are compared as bytes")
    func issuerAndAudience() throws {
        let court = try Court()
        #expect(try court.code { $0.set("iss", "https://court.example/county/") } == .unknownIssuer)
        #expect(try court.code { $0.set("iss", "https://COURT.example/county") } == .unknownIssuer)
        #expect(try court.code { $0.set("aud", "gate.example/log/") } == .wrongAudience)
        #expect(try court.code { $0.set("aud", "gate.example") } == .wrongAudience)
        #expect(try court.code { $0.set("aud", "other.example/log") } == .wrongAudience)
    }

    @Test("check 11: a key signs for its own issuer only")
    func issuerKey() throws {
        let court = try Court()
        let other = TrustedIssuer(
            uri: "https://other.example",
            keys: [CourtKey(keyID: "other-1", publicKey: try PrivateKey.generate(.es256).publicKey)],
            status: .notChecked
        )
        let verifier = WarrantVerifier(
            trust: try TrustList(court.trust.issuers + [other]),
            statuses: court.statuses,
            audience: Court.origin
        )
        var claims = try court.claims()
        claims.set("iss", "https://other.example")
        let verdict = verifier.verify(
            try court.token(claims),
            certificate: court.certificate,
            subject: Court.subject,
            request: try court.request(),
            now: court.now
        )
        guard case .refused(let refused, _) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(refused.code == .issuerKeyMismatch)
    }

    @Test("check 13: 60 seconds of skew, not one more")
    func times() throws {
        var court = try Court()
        let token = try court.token(court.claims())
        let expires = court.now.adding(seconds: 7 * 86_400)
        try court.accept(StatusList(uri: Court.list, issuedAt: expires, capacity: 64))
        #expect(try court.code(token, at: court.now.adding(seconds: -60)) == nil)
        #expect(try court.code(token, at: court.now.adding(seconds: -61)) == .notYetValid)
        #expect(try court.code(token, at: expires.adding(seconds: 60)) == nil)
        #expect(try court.code(token, at: expires.adding(seconds: 61)) == .expired)
        #expect(try court.code { $0.set("iat", .integer(1_800_000_061)) } == .notYetValid)
        #expect(try court.code { $0.set("iat", .integer(1_800_000_060)) } == nil)
    }

    @Test("check 14: 14 days for searches, 30 for continuing surveillance, from nbf to exp")
    func lifetime() throws {
        let court = try Court()
        let day: Int64 = 86_400
        let start = court.now.seconds
        #expect(try court.code { $0.set("exp", .integer(start + 14 * day)) } == nil)
        #expect(try court.code { $0.set("exp", .integer(start + 14 * day + 1)) } == .lifetimeExceeded)
        func surveillance(_ seconds: Int64) throws -> WarrantRefusalCode? {
            try court.code { claims in
                claims.set("exp", .integer(start + seconds))
                claims.change(["warrant"]) { $0.set("kind", "surveillance_order") }
            }
        }
        #expect(try surveillance(30 * day) == nil)
        #expect(try surveillance(30 * day + 1) == .lifetimeExceeded)
    }

    @Test("check 15: another certificate, another subject, no subject and an empty `cnf` do not fit")
    func binding() throws {
        let court = try Court()
        let token = try court.token(court.claims())
        #expect(try court.code(token, certificate: court.probe) == .bindingMismatch)
        #expect(try court.code(token, subject: "urn:agency:2") == .bindingMismatch)
        #expect(try court.code(token, subject: nil) == .bindingMismatch)
        #expect(try court.code { $0.set("cnf", [:]) } == .bindingMismatch)
    }

    @Test("earlier checks win over later ones")
    func order() throws {
        let court = try Court()
        #expect(
            try court.code {
                $0.set("aud", "other")
                $0.set("exp", .integer(1_800_000_001))
                $0.set("cnf", [:])
            } == .wrongAudience
        )
        #expect(
            try court.code {
                $0.set("nbf", .integer(1_700_000_000))
                $0.set("exp", .integer(1_750_000_000))
                $0.set("cnf", [:])
            } == .expired
        )
    }
}
