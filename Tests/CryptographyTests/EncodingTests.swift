import Cryptography
import Testing

@Suite("Text encodings")
struct EncodingTests {
    @Test("hexadecimal round trips and refuses capitals, odd lengths and foreign digits")
    func hex() {
        #expect(Hex.encode([0, 0x7f, 0xff]) == "007fff")
        #expect(Hex.decode("007fff") == [0, 0x7f, 0xff])
        for text in ["0", "FF", "0g", "0x", " 00", "00\n"] { #expect(Hex.decode(text) == nil, "\(text)") }
    }

    @Test(
        "base64 gives the answers of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func base64(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
        let unpadded = String(text.prefix { $0 != "=" })
        #expect(Base64URL.encode(Array(plain.utf8)) == unpadded)
        #expect(Base64URL.decode(unpadded) == Array(plain.utf8))
    }

    @Test(
        "base64 refuses what has a second spelling",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8=\n", " Zm8=", "Zm-_", "====", "=", "Zg==Zg==",
        ]
    )
    func base64IsCanonical(text: String) { #expect(Base64.decode(text) == nil) }

    @Test(
        "base64url refuses padding, the standard alphabet, unused bits and white space",
        arguments: [
            "Zg==", "Zh", "Zm9", "Zm+/", "Zm8\n", "Z", "Zm9vZ", "Zm 8",
        ]
    )
    func base64URLIsCanonical(text: String) { #expect(Base64URL.decode(text) == nil) }

    @Test("every byte pair survives base64url")
    func pairs() {
        for first in stride(from: UInt8(0), to: 255, by: 5) {
            for second in stride(from: UInt8(0), to: 255, by: 3) {
                #expect(Base64URL.decode(Base64URL.encode([first, second])) == [first, second])
            }
        }
    }

    @Test("PEM blocks are found among other text and refused when they do not end")
    func pem() throws {
        let bytes = [UInt8](0..<100)
        let text = Array("a comment\n".utf8) + PEM.encode(label: "THING", bytes) + Array("more\r\n".utf8)
        let blocks = try PEM.blocks(in: text)
        #expect(blocks.map(\.label) == ["THING"])
        #expect(blocks.map(\.content) == [bytes])
        for bad in [
            "-----BEGIN A-----\nAAAA\n", "-----BEGIN A-----\nAAAA\n-----END B-----\n", "-----END A-----\n",
            "-----BEGIN A-----\nA!AA\n-----END A-----\n",
            "-----BEGIN A-----\n-----BEGIN A-----\n-----END A-----\n",
        ] {
            #expect(throws: CryptographyError.self) { try PEM.blocks(in: Array(bad.utf8)) }
        }
    }

    @Test("a secret never prints itself")
    func redacted() {
        let secret = Redacted("open sesame")
        #expect("\(secret)" == "<redacted>")
        #expect(String(reflecting: secret) == "<redacted>")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("sesame"))
    }
}
