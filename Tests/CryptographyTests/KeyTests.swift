import Cryptography
import Foundation
import Support
import Testing

@Suite("Keys and signatures")
struct KeyTests {
    @Test(
        "a signature verifies for its message and key, and for nothing else",
        arguments: SignatureAlgorithm.allCases
    )
    func signing(algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm)
        let message = Array("the order".utf8)
        let signature = try key.signature(for: message)
        #expect(signature.count == algorithm.signatureByteCount)
        #expect(key.publicKey.isValidSignature(signature, for: message))
        #expect(!key.publicKey.isValidSignature(signature, for: message + [0]))
        #expect(!(try PrivateKey.generate(algorithm)).publicKey.isValidSignature(signature, for: message))
        for index in [0, signature.count / 2, signature.count - 1] {
            var broken = signature
            broken[index] ^= 1
            #expect(!key.publicKey.isValidSignature(broken, for: message))
        }
        #expect(!key.publicKey.isValidSignature(Array(signature.dropLast()), for: message))
        #expect(!key.publicKey.isValidSignature([UInt8](repeating: 0, count: signature.count), for: message))
    }

    @Test("keys survive PEM", arguments: SignatureAlgorithm.allCases)
    func pem(algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm)
        let again = try PrivateKey(pem: key.pem())
        #expect(again.publicKey == key.publicKey)
        #expect(try PublicKey(pem: key.publicKey.pem) == key.publicKey)
        #expect(again.publicKey.isValidSignature(try key.signature(for: [1]), for: [1]))
    }

    @Test("a private key does not print itself")
    func redacted() throws {
        let key = try PrivateKey.generate(.ed25519)
        var dumped = "\(key) \(String(reflecting: key)) "
        dump(key, to: &dumped)
        #expect(!dumped.contains("handle"))
        #expect("\(key)" == "<redacted>")
    }

    @Test("an encrypted key, a certificate and two keys are each refused as a private key")
    func refusedPEM() throws {
        let encrypted = PEM.encode(label: "ENCRYPTED PRIVATE KEY", [0x30, 0])
        let first = try PrivateKey.generate(.ed25519).pem()
        for text in [
            encrypted, PEM.encode(label: "CERTIFICATE", [0x30, 0]), first + first, [], Array("hello".utf8),
        ] {
            #expect(throws: CryptographyError.self) { try PrivateKey(pem: text) }
        }
    }

    @Test("a point that is not on the curve is refused", arguments: [SignatureAlgorithm.es256, .es384])
    func offCurve(algorithm: SignatureAlgorithm) throws {
        let raw = try PrivateKey.generate(algorithm).publicKey.rawRepresentation
        let half = (raw.count - 1) / 2
        let x = Array(raw[1...half])
        var y = Array(raw[(half + 1)...])
        #expect(throws: Never.self) { try PublicKey(x: x, y: y, algorithm: algorithm) }
        y[half - 1] ^= 1
        #expect(throws: CryptographyError.self) { try PublicKey(x: x, y: y, algorithm: algorithm) }
        #expect(throws: CryptographyError.self) {
            try PublicKey(x: x, y: Array(y.dropLast()), algorithm: algorithm)
        }
    }

    @Test(
        "Ed25519 keys of small order, off the curve or not canonical are refused",
        arguments: [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "0200000000000000000000000000000000000000000000000000000000000000",
            "00",
        ]
    )
    func weakEd25519(hex: String) throws {
        let raw = try #require(Hex.decode(hex))
        #expect(throws: CryptographyError.self) { try PublicKey(ed25519: raw) }
    }

    @Test("other kinds of keys are refused")
    func otherKinds() throws {
        let x25519 = try #require(Hex.decode("302a300506032b656e032100" + String(repeating: "09", count: 32)))
        #expect(throws: CryptographyError.self) { try PublicKey(subjectPublicKeyInfo: x25519) }
        let good = try PrivateKey.generate(.es256).publicKey.subjectPublicKeyInfo
        #expect(throws: CryptographyError.self) { try PublicKey(subjectPublicKeyInfo: good + [0]) }
    }

    @Test(
        "Wycheproof's verdicts are ours",
        .enabled(if: SharedData.isPresent("warrants/wycheproof"), "shared data absent"),
        arguments: [
            ("ecdsa_secp256r1_sha256_p1363_test", 262), ("ecdsa_secp384r1_sha384_p1363_test", 280),
            ("ed25519_test", 151),
        ]
    )
    func wycheproof(file: String, count: Int) throws {
        let bytes = try SharedData.bytes("warrants/wycheproof/\(file).json")
        let vectors = try JSONDecoder().decode(WycheproofFile.self, from: Data(bytes))
        var seen = 0
        for group in vectors.testGroups {
            let der = try #require(Hex.decode(group.publicKeyDer))
            let key = try PublicKey(subjectPublicKeyInfo: der)
            for test in group.tests {
                let signature = try #require(Hex.decode(test.sig))
                let message = try #require(Hex.decode(test.msg))
                #expect(
                    key.isValidSignature(signature, for: message) == (test.result == "valid"),
                    "case \(test.tcId)"
                )
                seen += 1
            }
        }
        #expect(seen == count)
    }

    @Test(
        "every small-order key of the Ed25519 speccheck is refused when it is made",
        .enabled(if: SharedData.isPresent("warrants/ed25519-speccheck"), "shared data absent")
    )
    func speccheck() throws {
        let bytes = try SharedData.bytes("warrants/ed25519-speccheck/cases.json")
        let cases = try JSONDecoder().decode([SpeccheckCase].self, from: Data(bytes))
        #expect(cases.count == 12)
        for index in [0, 1, 10, 11] {
            let raw = try #require(Hex.decode(cases[index].pub_key))
            #expect(throws: CryptographyError.self, "case \(index)") { try PublicKey(ed25519: raw) }
        }
    }
}

private struct WycheproofFile: Decodable {
    struct Group: Decodable {
        let publicKeyDer: String
        let tests: [Case]
    }
    struct Case: Decodable {
        let tcId: Int
        let msg: String
        let sig: String
        let result: String
    }
    let testGroups: [Group]
}

private struct SpeccheckCase: Decodable {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    let pub_key: String
}
