import Cryptography
import StrictJSON
import Support
import Testing
import Warrants

/// A vector of a signature, or of a key, with the label that its file gives it.
struct SignatureVector {
    /// The file and the number in it, such as `json_web_key_test 5`.
    let name: String
    /// The keys of the vector, each a JWK.
    let keys: [JSONValue]
    let token: [UInt8]
    let isValid: Bool

    /// Every vector of one of Wycheproof's JOSE files.
    static func wycheproof(_ file: String) throws -> [SignatureVector] {
        let json = try JSONValue.parse(SharedData.bytes("warrants/wycheproof/\(file).json"))
        var vectors: [SignatureVector] = []
        for group in json["testGroups"]?.array ?? [] {
            let key = try #require(group["public"] ?? group["private"])
            for test in group["tests"]?.array ?? [] {
                let token = try #require(test["jws"] ?? test["jwe"])
                let number = try #require(test["tcId"]?.integer)
                vectors.append(
                    SignatureVector(
                        name: "\(file) \(number)",
                        keys: key["keys"]?.array ?? [key],
                        token: token.string?.bytes ?? token.serialized(),
                        isValid: test["result"] == "valid"
                    )
                )
            }
        }
        let held = try #require(json["numberOfTests"]?.integer)
        #expect(Int64(vectors.count) == held)
        return vectors
    }

    /// A file of the cookbook of RFC 7520, or of its Ed25519 example: each is valid in every form that it gives.
    static func cookbook(_ file: String) throws -> [SignatureVector] {
        let json = try JSONValue.parse(SharedData.bytes("warrants/cookbook/\(file).json"))
        let key = try #require(json["input"]?["key"])
        let forms = try #require(json["output"]?.object)
        return forms.members.map { form, token in
            SignatureVector(
                name: "\(file) \(form)",
                keys: key.array ?? [key],
                token: token.string?.bytes ?? token.serialized(),
                isValid: true
            )
        }
    }

    /// Whether the vector's keys make a trust list, and the token passes its checks.
    var isAccepted: Bool {
        do {
            let keys = try self.keys.map { try CourtKey(reading: ClosedObject($0.withoutPrivatePart)) }
            let issuer = TrustedIssuer(uri: "https://court.example", keys: keys, status: .notChecked)
            let trust = try TrustList([issuer])
            return SignatureConformance.refusal(of: token, trust: trust, now: Timestamp(seconds: 0)) == nil
        } catch {
            return false
        }
    }
}

extension JSONValue {
    /// A JWK as a trust list would have it: the vectors give some keys with their private part.
    fileprivate var withoutPrivatePart: JSONValue {
        guard case .object(var key) = self, key["kty"] == "EC" || key["kty"] == "OKP" else { return self }
        key.remove("d")
        return .object(key)
    }
}
