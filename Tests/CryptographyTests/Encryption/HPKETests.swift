import Cryptography
import Testing

@Suite struct HPKETests {
    private static func hex(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }

    /// RFC 9180, appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, sequence number 0.
    @Test func `The vector of RFC 9180 appendix A.1.1 is sealed and opened to the byte`() throws {
        let recipient = try X25519Key(
            raw: Self.hex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
        )
        let ephemeral = try X25519Key(
            raw: Self.hex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
        )
        #expect(
            Hex.encode(recipient.publicKey)
                == "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"
        )
        let info = Array("Ode on a Grecian Urn".utf8)
        let message = Array("Beauty is truth, truth beauty".utf8)
        let data = Array("Count-0".utf8)
        let sealed = try HPKE.seal(
            message,
            to: recipient.publicKey,
            info: info,
            authenticating: data,
            cipher: .aes128GCM,
            ephemeral: ephemeral
        )
        #expect(
            Hex.encode(sealed.encapsulated)
                == "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
        )
        #expect(
            Hex.encode(sealed.ciphertext)
                == "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
        )
        let opened = try HPKE.open(
            sealed,
            with: recipient,
            info: info,
            authenticating: data,
            cipher: .aes128GCM
        )
        #expect(opened == message)
    }

    @Test(arguments: [0, 1, 29, 4_096])
    func `What is sealed with AES-256-GCM opens for its recipient only, unchanged only`(count: Int) throws {
        let (recipient, other) = (try X25519Key.generate(), try X25519Key.generate())
        let message = [UInt8](repeating: 7, count: count)
        let sealed = try HPKE.seal(message, to: recipient.publicKey, info: [1], authenticating: [2])
        #expect(sealed.ciphertext.count == count + AESGCM.tagByteCount)
        #expect(try HPKE.open(sealed, with: recipient, info: [1], authenticating: [2]) == message)
        func fails(_ key: X25519Key, _ sealed: HPKE.Sealed, info: [UInt8] = [1], data: [UInt8] = [2]) -> Bool
        {
            do throws(CryptographyError) {
                _ = try HPKE.open(sealed, with: key, info: info, authenticating: data)
                return false
            } catch {
                return error.code == .decryption
            }
        }
        #expect(fails(other, sealed))
        #expect(fails(recipient, sealed, info: [9]))
        #expect(fails(recipient, sealed, data: []))
        var changed = sealed.ciphertext
        changed[changed.count - 1] ^= 1
        #expect(fails(recipient, HPKE.Sealed(encapsulated: sealed.encapsulated, ciphertext: changed)))
        #expect(fails(recipient, HPKE.Sealed(encapsulated: sealed.encapsulated, ciphertext: [1, 2])))
        #expect(fails(recipient, HPKE.Sealed(encapsulated: other.publicKey, ciphertext: sealed.ciphertext)))
    }

    @Test func `A public key of small order is refused, and so is one of another length`() throws {
        for key in [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31), [1, 2, 3]] {
            #expect(throws: CryptographyError.self) {
                _ = try HPKE.seal([1], to: key, info: [], authenticating: [])
            }
        }
    }

    /// The GCM specification's test cases 13 and 14 (AES-256, zero key and nonce).
    @Test func `AES-256-GCM gives the specification's tags and ciphertexts`() throws {
        let (key, nonce) = ([UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 12))
        let empty = try AESGCM.seal([], key: key, nonce: nonce, authenticating: [])
        #expect(Hex.encode(empty) == "530f8afbc74536b9a963b4f1c4cb738b")
        let block = [UInt8](repeating: 0, count: 16)
        let sealed = try AESGCM.seal(block, key: key, nonce: nonce, authenticating: [])
        #expect(
            Hex.encode(sealed) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        )
        #expect(try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: []) == block)
        #expect(throws: CryptographyError.self) {
            _ = try AESGCM.seal([], key: [1], nonce: nonce, authenticating: [])
        }
        #expect(throws: CryptographyError.self) {
            _ = try AESGCM.seal([], key: key, nonce: [1], authenticating: [])
        }
    }

    /// RFC 5869, appendix A.1 and A.3.
    @Test func `HKDF gives the RFC's output`() throws {
        let key = HKDFSHA256.extract(
            salt: try Self.hex("000102030405060708090a0b0c"),
            [UInt8](repeating: 0x0b, count: 22)
        )
        #expect(Hex.encode(key) == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
        let output = HKDFSHA256.expand(key, info: try Self.hex("f0f1f2f3f4f5f6f7f8f9"), count: 42)
        #expect(
            Hex.encode(output)
                == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        )
        let plain = HKDFSHA256.expand(
            HKDFSHA256.extract(salt: [], [UInt8](repeating: 0x0b, count: 22)),
            info: [],
            count: 42
        )
        #expect(
            Hex.encode(plain)
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        )
    }

    @Test func `An X25519 key is written and read as PEM, and never prints itself`() throws {
        let key = try X25519Key.generate()
        let read = try X25519Key(pem: key.pem())
        #expect(read.publicKey == key.publicKey)
        #expect("\(key)" == "<redacted>")
        let signing = try PrivateKey.generate(.ed25519)
        #expect(throws: CryptographyError.self) { _ = try X25519Key(pem: signing.pem()) }
        #expect(throws: CryptographyError.self) { _ = try X25519Key(pem: Array("nothing".utf8)) }
    }
}
