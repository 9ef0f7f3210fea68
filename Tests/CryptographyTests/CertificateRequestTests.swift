import Cryptography
import Testing

@Suite("Certificate requests")
struct CertificateRequestTests {
    @Test("a request gives its key, and says which names it asks for")
    func reads() throws {
        let request = try CertificateRequest(pem: Array(Self.p256.utf8))
        #expect(request.subject.description == "CN=harbour,O=Harbour")
        #expect(request.keyDescription == .ellipticCurve(name: "prime256v1", bits: 256))
        #expect(
            request.publicKeyDigest.hex == "fc2034ba9d0e1a3789e03eea33dbffb212a2b6ea4baab77084112993bb9df851"
        )
        #expect(request.alternativeNames.uris == ["spiffe://gate.example/org/metro-police"])
        #expect(request.alternativeNames.dns == ["harbour.example"])
        #expect(try CertificateRequest(pem: Array(Self.ed25519.utf8)).keyDescription == .ed25519)
    }

    @Test("a request with any one byte of its key or signature changed is refused")
    func altered() throws {
        let block = try #require(try PEM.blocks(in: Array(Self.p256.utf8)).first)
        for position in stride(from: 70, to: block.content.count, by: 7) {
            var bytes = block.content
            bytes[position] ^= 0x01
            #expect(throws: CryptographyError.self) { try CertificateRequest(der: bytes) }
        }
        #expect(throws: CryptographyError.self) { try CertificateRequest(der: block.content + [0]) }
        #expect(throws: CryptographyError.self) { try CertificateRequest(der: block.content.dropLast()) }
    }

    @Test(
        "a weak key, another curve and a signature with SHA-1 are refused",
        arguments: [(rsa1024, "weak_key"), (secp256k1, "weak_key"), (sha1, "malformed_certificate")]
    )
    func refused(text: String, code: String) throws {
        do throws(CryptographyError) {
            _ = try CertificateRequest(pem: Array(text.utf8))
            Issue.record("accepted")
        } catch { #expect(error.code.rawValue == code) }
    }

    @Test("two requests, or another block, are not one request")
    func blocks() throws {
        #expect(throws: CryptographyError.self) {
            try CertificateRequest(pem: Array((Self.p256 + Self.ed25519).utf8))
        }
        let key = try PrivateKey.generate(.es256).publicKey.pem
        #expect(throws: CryptographyError.self) { try CertificateRequest(pem: key) }
    }

    @Test(
        "an issued certificate holds the request's key, 20 bytes of serial, and none of the names asked for"
    )
    func issued() throws {
        let (start, end) = (Timestamp(seconds: 1_790_000_000), Timestamp(seconds: 1_800_000_000))
        let authority = try CertificateAuthority.create(commonName: "CA", notBefore: start, notAfter: end)
        let request = try CertificateRequest(pem: Array(Self.p256.utf8))
        let certificate = try authority.issue(
            .client(
                commonName: "harbour",
                uri: "spiffe://gate.example/org/harbour",
                notBefore: start,
                notAfter: end
            ),
            forKey: request.subjectPublicKeyInfo
        )
        #expect(certificate.publicKeyDigest == request.publicKeyDigest)
        #expect(certificate.uriNames == ["spiffe://gate.example/org/harbour"])
        #expect(certificate.alternativeNames.dns.isEmpty)
        #expect(certificate.serial.count == 20)
        #expect(certificate.serial[0] < 0x80)
        #expect(certificate.isSigned(by: authority.certificate))
    }

    @Test(
        "a limit on names is read as it is written, and nothing else is a limit",
        arguments: [
            ("dns:example.org", .dns(Array("example.org".utf8))),
            ("uri:.example.org", .uri(Array(".example.org".utf8))),
            ("ip:10.0.0.0/8", .address([10, 0, 0, 0, 255, 0, 0, 0])),
            ("ip:192.0.2.128/25", .address([192, 0, 2, 128, 255, 255, 255, 128])),
            ("ip:10.0.0.1/8", nil), ("ip:10.0.0.0/33", nil), ("ip:10.0.0.0", nil), ("ip:+1.0.0.0/8", nil),
            ("dns:", nil), ("dns:a,b", nil), ("dns:a;b", nil), ("mail:example.org", nil),
            ("example.org", nil),
        ] as [(String, NameConstraints.Subtree?)]
    )
    func limits(text: String, expected: NameConstraints.Subtree?) {
        #expect(NameConstraints.Subtree(text: text) == expected)
    }

    @Test("an authority's certificate carries the limits that it was made with")
    func constrained() throws {
        let (start, end) = (Timestamp(seconds: 1_790_000_000), Timestamp(seconds: 1_800_000_000))
        let constraints = NameConstraints(
            permitted: try ["uri:gate.example", "ip:fd00::/8"].map { try #require(.init(text: $0)) },
            excluded: [try #require(.init(text: "dns:bad.example"))]
        )
        var profile = CertificateProfile(
            .authority(pathLength: 0),
            commonName: "limited",
            notBefore: start,
            notAfter: end
        )
        profile.nameConstraints = constraints
        let made = try CertificateAuthority.create(profile, key: .generate(.ed25519))
        #expect(made.certificate.extensions.nameConstraints == constraints)
        #expect(made.certificate.extensions[CertificateExtensions.nameConstraints]?.isCritical == true)
        profile.nameConstraints = NameConstraints(permitted: nil, excluded: nil)
        #expect(throws: CryptographyError.self) {
            try CertificateAuthority.create(profile, key: .generate(.es256))
        }
    }

    private static let p256 = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIIBNTCB2wIBADAkMRAwDgYDVQQKDAdIYXJib3VyMRAwDgYDVQQDDAdoYXJib3Vy
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEIqeby2VN2hasayzKyWwbWzH+04hD
        uP1KBaXL9VICbdYFPZT4HXLz0Xdc4wUP45GzEYnVx/svbqviHyzjJ0lZhaBVMFMG
        CSqGSIb3DQEJDjFGMEQwQgYDVR0RBDswOYYmc3BpZmZlOi8vZ2F0ZS5leGFtcGxl
        L29yZy9tZXRyby1wb2xpY2WCD2hhcmJvdXIuZXhhbXBsZTAKBggqhkjOPQQDAgNJ
        ADBGAiEAhHwfUzb1Yo8GljF2FFbCgrJew+SJPcXwzF+AhucNQzoCIQCblX88I5qr
        PGnTnCJrCwdTALQCla9AuudqnScKj4+5Yw==
        -----END CERTIFICATE REQUEST-----

        """
    private static let rsa1024 = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIIBTjCBuAIBADAPMQ0wCwYDVQQDDAR3ZWFrMIGfMA0GCSqGSIb3DQEBAQUAA4GN
        ADCBiQKBgQC0/SJI6ZZzHiJ3c0nZ4ZCwC62xVTEAd56uUHwF/qxBcz5kHbT4EFwo
        qtI+xQYktb/PzG084ayv+j09YxfJ8v3Qjmh5m4RPf4Qn3uTyNi5UUGoTk6GRTP4G
        tkJmq3IsRAgl39pO5VQ2ei+TlZBl7COHoR3Dq03DfYqGiQ0fpFWd6wIDAQABoAAw
        DQYJKoZIhvcNAQELBQADgYEAioffXj/LjTIgh3BKRnS2gOmuo5VwRDor9jPyADAI
        z4UIqwopxPR5Ag41QNwE0ujeudRHgVB7Bofu9Zy7P4r9D9SypGPS5k1WsXQ9VVMU
        BomN1hLREXpFxkSqFk5QlbKRBl3ZXUuCfVqKHvEaZ8QeKB9eBu6YesuRfH68gVGN
        bCM=
        -----END CERTIFICATE REQUEST-----

        """
    private static let secp256k1 = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHEMGwCAQAwDTELMAkGA1UEAwwCazEwVjAQBgcqhkjOPQIBBgUrgQQACgNCAARC
        agXMBjsIFQqgoKsBnKzo3bei81QTSzBSGk5lwGfj00Fuk0crmKqqW8XKOP/io1UM
        rEz7+ZBS1u0B52G8tqgUoAAwCgYIKoZIzj0EAwIDSAAwRQIgQKvOn4fhmiYxpiXL
        9Hxacn6oTeOw+Mw2QMnRdTTEhGoCIQD9irsq+tiVCM6c2NuFpO23jCK4PV/EcUPu
        fGEoQraUOA==
        -----END CERTIFICATE REQUEST-----

        """
    private static let sha1 = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHEMG4CAQAwDDEKMAgGA1UEAwwBczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
        BMy38iuqAYNurWNVyOnsXT6nN6oLysOdC0AE4Oc9IFX0hCWPftJ4DsgEwpM+KhBO
        m53YikndgRhsQ4hf1pWjDu2gADAJBgcqhkjOPQQBA0cAMEQCIBrOJfzDw8UYFsWx
        vZfcq/v3rePU4V+UdooWIdP8j2LsAiBaa3MTolM8tB+JbWDpF0YV0dA0JaI4uEdE
        41ZP/b0TQA==
        -----END CERTIFICATE REQUEST-----

        """
    private static let ed25519 = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIGMMEACAQAwDTELMAkGA1UEAwwCZWQwKjAFBgMrZXADIQByhFH/AlaVPHKjdOEG
        oiDGfYOub0lLFW2Pj8HG93vWuaAAMAUGAytlcANBAKkxt/GQNjpUUsW49a6A33y6
        6ouXFLKDAQ21d0w6jRuRgvZTv0w98SBqLAoFy5YgQuBfo9wn1u22krxNCQwFdgE=
        -----END CERTIFICATE REQUEST-----

        """
}
