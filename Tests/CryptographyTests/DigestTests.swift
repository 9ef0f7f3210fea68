import Cryptography
import Testing

@Suite("Digests")
struct DigestTests {
    @Test("SHA-256 gives the answers of FIPS 180-4")
    func sha256() {
        #expect(SHA256Digest.of([]).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256Digest.of(Array("abc".utf8)).hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test("pieces give the same digest as the whole, and finalizing does not end the stream")
    func pieces() {
        var digest = SHA256()
        digest.update(Array("a".utf8))
        #expect(digest.finalize() == SHA256Digest.of(Array("a".utf8)))
        digest.update(Array("xbc".utf8)[1...])
        #expect(digest.finalize() == SHA256Digest.of(Array("abc".utf8)))
    }

    @Test("prefixed digests equal digests of the joined bytes")
    func prefixed() {
        let left = SHA256Digest.of([1])
        let right = SHA256Digest.of([2])
        #expect(SHA256Digest.of(prefix: 1, left, right) == SHA256Digest.of([1] + left.bytes + right.bytes))
        #expect(SHA256Digest.of(prefix: 0, [7, 8]) == SHA256Digest.of([0, 7, 8]))
        #expect(SHA256Digest.of(prefix: 0, []) == SHA256Digest.of([0]))
    }

    @Test("a digest has 32 bytes, and its text is 64 lowercase digits")
    func shape() {
        let digest = SHA256Digest.of([])
        #expect(SHA256Digest(hex: digest.hex) == digest)
        #expect(SHA256Digest(bytes: digest.bytes) == digest)
        #expect(SHA256Digest(hex: digest.hex.uppercased()) == nil)
        #expect(SHA256Digest(bytes: Array(digest.bytes.dropLast())) == nil)
    }

    @Test(
        "HMAC gives the answers of RFC 4231",
        arguments: [
            (
                String(repeating: "0b", count: 20), "4869205468657265",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                String(repeating: "aa", count: 131),
                "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ]
    )
    func hmac(key: String, message: String, expected: String) throws {
        let key = try #require(Hex.decode(key))
        let message = try #require(Hex.decode(message))
        #expect(HMACSHA256.authenticate(message, key: key).hex == expected)
    }

    @Test("random bytes come in the count asked for and differ")
    func random() throws {
        #expect(try SecureRandom.bytes(0).isEmpty)
        #expect(try SecureRandom.bytes(33).count == 33)
        #expect(try SecureRandom.bytes(16) != SecureRandom.bytes(16))
    }
}
