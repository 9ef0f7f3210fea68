import Cryptography
import Decisions
import StrictJSON
import Support
import Testing
import Warrants

/// Vectors of others for signed tokens and keys; what is not as labelled stands in `Docs/Conformance.md`, and nothing else does.
@Suite("Wycheproof, the cookbook and the speccheck")
struct SignatureVectorTests {
    @Test(
        "every token of Wycheproof's JOSE files is judged as labelled, but for the exceptions that the page names",
        .enabled(if: SharedData.isPresent("warrants/wycheproof"), "shared data absent"),
        arguments: [
            ("json_web_signature_test", 401, 2), ("json_web_key_test", 26, 0),
            ("json_web_crypto_test", 83, 1),
        ]
    )
    func wycheproof(file: String, count: Int, accepted: Int) throws {
        let vectors = try SignatureVector.wycheproof(file)
        #expect(vectors.count == count)
        #expect(vectors.count(where: \.isAccepted) == accepted)
        try compare(vectors, with: file)
    }

    @Test(
        "every signature of the cookbook is refused, because of its algorithm's name, and the page says so",
        .enabled(if: SharedData.isPresent("warrants/cookbook"), "shared data absent"),
        arguments: [
            "4_1.rsa_v15_signature", "4_2.rsa-pss_signature", "4_3.ecdsa_signature",
            "4_4.hmac-sha2_integrity_protection", "4_5.signature_with_detached_content",
            "4_6.protecting_specific_header_fields", "4_7.protecting_content_only", "4_8.multiple_signatures",
            "jws",
        ]
    )
    func cookbook(file: String) throws { try compare(SignatureVector.cookbook(file), with: file) }

    @Test(
        "the cookbook's Ed25519 signature is its key's, though the name `EdDSA` is not taken in a token",
        .enabled(if: SharedData.isPresent("warrants/cookbook"), "shared data absent")
    )
    func cookbookEd25519() throws {
        let json = try JSONValue.parse(SharedData.bytes("warrants/cookbook/jws.json"))
        let x = try #require(json["input"]?["key"]?["x"]?.string.flatMap { Base64URL.decode($0.value) })
        let signature = try #require(
            json["signing"]?["sig"]?.string.flatMap { Base64URL.decode($0.value) }
        )
        let signed = try #require(json["signing"]?["sig-input"]?.string?.bytes)
        let key = try PublicKey(ed25519: x)
        #expect(key.isValidSignature(signature, for: signed))
        let trust = try TrustList([
            TrustedIssuer(
                uri: "https://court.example",
                keys: [CourtKey(keyID: "k", publicKey: key)],
                status: .notChecked
            )
        ])
        let token = try #require(json["output"]?["compact"]?.string?.bytes)
        let refusal = SignatureConformance.refusal(of: token, trust: trust, now: Timestamp(seconds: 0))
        #expect(refusal == .algorithmNotAllowed)
    }

    @Test(
        "of the speccheck's twelve cases exactly 2 and 3 verify, and those of small order fail at the key",
        .enabled(if: SharedData.isPresent("warrants/ed25519-speccheck"), "shared data absent")
    )
    func speccheck() throws {
        let cases = try JSONValue.parse(SharedData.bytes("warrants/ed25519-speccheck/cases.json")).array ?? []
        #expect(cases.count == 12)
        var accepted: [Int] = []
        var refusedKeys: [Int] = []
        for (index, test) in cases.enumerated() {
            func bytes(_ name: ExactString) throws -> [UInt8] {
                try #require(test[name]?.string.flatMap { Hex.decode($0.value) })
            }
            guard let key = try? PublicKey(ed25519: bytes("pub_key")) else {
                refusedKeys.append(index)
                continue
            }
            if key.isValidSignature(try bytes("signature"), for: try bytes("message")) {
                accepted.append(index)
            }
        }
        #expect(accepted == [2, 3])
        #expect(refusedKeys == [0, 1, 10, 11])
    }

    @Test("the page names no exception twice, and no file that is not judged")
    func page() throws {
        let exceptions = try Self.exceptions()
        #expect(Set(exceptions).count == exceptions.count)
        let files: Set<Substring> = [
            "json_web_signature_test", "json_web_key_test", "json_web_crypto_test",
            "4_1.rsa_v15_signature", "4_2.rsa-pss_signature", "4_3.ecdsa_signature",
            "4_4.hmac-sha2_integrity_protection", "4_5.signature_with_detached_content",
            "4_6.protecting_specific_header_fields", "4_7.protecting_content_only",
            "4_8.multiple_signatures", "jws",
        ]
        #expect(exceptions.allSatisfy { files.contains($0.split(separator: " ").first ?? "") })
    }

    /// What is not as labelled must be what the page says, and what is accepted must be labelled so.
    private func compare(_ vectors: [SignatureVector], with file: String) throws {
        for vector in vectors where !vector.isValid { #expect(!vector.isAccepted, "\(vector.name)") }
        let refused = vectors.filter { $0.isValid && !$0.isAccepted }.map(\.name)
        let named = try Self.exceptions().filter { $0.hasPrefix(file + " ") }
        #expect(Set(refused) == Set(named), "\(refused)")
    }

    /// The rows `| file | numbers | why |` of the page, one name for each number.
    private static func exceptions() throws -> [String] {
        let page = String(decoding: try TestFiles.bytes(atPath: "Docs/Conformance.md"), as: UTF8.self)
        let rows = page.split(separator: "\n").map { $0.split(separator: "|").map { $0.drop { $0 == " " } } }
        return rows.filter { $0.count == 3 && $0[0].hasPrefix("`") }.flatMap { row in
            let file = row[0].split(separator: "`").first ?? ""
            return row[1].split(separator: ",").map { "\(file) \($0.filter { $0 != " " })" }
        }
    }
}
