import Cryptography
import Testing

@Suite("Keys under a passphrase")
struct PassphraseTests {
    @Test("a key comes back with its passphrase and with no other", arguments: SignatureAlgorithm.allCases)
    func roundTrip(algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm)
        let passphrase = Redacted(Array("correct horse".utf8))
        let text = try key.pem(passphrase: passphrase)
        #expect(try PrivateKey.isEncrypted(pem: text))
        #expect(String(decoding: text, as: UTF8.self).hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        #expect(try PrivateKey(pem: text, passphrase: passphrase).publicKey == key.publicKey)
        for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
            do throws(CryptographyError) {
                _ = try PrivateKey(pem: text, passphrase: Redacted(Array(wrong.utf8)))
                Issue.record("opened by `\(wrong)`")
            } catch { #expect(error.code == .decryption) }
        }
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: text) }
        #expect(try key.pem(passphrase: passphrase) != text)
    }

    @Test("a key without a passphrase is not taken for one with, nor bytes beyond the end for part of it")
    func others() throws {
        let key = try PrivateKey.generate(.es256)
        let passphrase = Redacted(Array("correct horse".utf8))
        #expect(try !PrivateKey.isEncrypted(pem: key.pem()))
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: key.pem(), passphrase: passphrase) }
        let block = try #require(try PEM.blocks(in: key.pem(passphrase: passphrase)).first)
        let longer = PEM.encode(label: block.label, block.content + [0])
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: longer, passphrase: passphrase) }
    }
}

@Suite("Expiry")
struct ExpiryTests {
    @Test(
        "an end is far, soon, urgent or past, to the second",
        arguments: [
            (30 * 86_400 + 1, .far, nil), (30 * 86_400, .soon, "expires in 30 days"),
            (7 * 86_400 + 1, .soon, "expires in 7 days"), (7 * 86_400, .urgent, "expires in 7 days"),
            (86_400, .urgent, "expires in 1 day"), (0, .urgent, "expires within a day"),
            (-1, .past, "expired"),
        ] as [(Int64, Expiry, String?)]
    )
    func steps(left: Int64, expected: Expiry, words: String?) {
        let now = Timestamp(seconds: 1_790_000_000)
        let end = now.adding(seconds: left)
        #expect(Expiry(of: end, at: now) == expected)
        #expect(Expiry.warning(of: end, at: now) == words)
        #expect(Expiry.far < .soon && .soon < .urgent && .urgent < .past)
    }
}
