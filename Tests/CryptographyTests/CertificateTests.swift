import Cryptography
import Testing

@Suite("Certificates and revocation lists")
struct CertificateTests {
    private let start = Timestamp(seconds: 1_800_000_000)
    private var end: Timestamp { start.adding(seconds: 86_400) }

    private func authority(_ name: String = "Test CA") throws -> CertificateAuthority {
        try .create(commonName: name, organisation: "Abeyance", notBefore: start, notAfter: end)
    }

    @Test("an authority says that it is one, and signs itself")
    func authorityCertificate() throws {
        let certificate = try authority().certificate
        #expect(certificate.isAuthority)
        #expect(certificate.pathLength == 0)
        #expect(certificate.extendedKeyUsage == nil)
        #expect(certificate.isSigned(by: certificate))
        #expect(certificate.subject == certificate.issuer)
        #expect(certificate.subject.description == "CN=Test CA,O=Abeyance")
        #expect(certificate.version == 3)
        #expect(certificate.keyDescription == .ellipticCurve(name: "prime256v1", bits: 256))
        #expect(certificate.keyDescription.isStrong)
        #expect(certificate.authorityKeyIdentifier == certificate.subjectKeyIdentifier)
    }

    @Test("a client certificate carries its URI, its use, a positive random serial and its issuer")
    func client() throws {
        let authority = try authority()
        let uri = "spiffe://abeyance.test/organisation/thorn"
        let issued = try authority.issue(
            .client(commonName: "Thorn", organisation: "Thorn", uri: uri, notBefore: start, notAfter: end)
        )
        let certificate = issued.certificate
        #expect(certificate.uriNames == [uri])
        #expect(certificate.extendedKeyUsage == [Certificate.clientAuthentication])
        #expect(!certificate.isAuthority)
        #expect(certificate.serial.count == 20)
        #expect(!certificate.isSerialNegative)
        #expect(certificate.isSigned(by: authority.certificate))
        #expect(certificate.authorityKeyIdentifier == authority.certificate.subjectKeyIdentifier)
        #expect(certificate.publicKeyDigest == issued.key.publicKey.digest)
        #expect(certificate.notBefore == start)
        #expect(certificate.notAfter == end)
        #expect(certificate.fingerprint == SHA256Digest.of(certificate.der))
        let another = try authority.issue(
            .client(commonName: "Thorn", uri: uri, notBefore: start, notAfter: end)
        )
        #expect(another.certificate.serial != certificate.serial)
    }

    @Test("a server certificate carries its DNS names and addresses")
    func server() throws {
        let loopback = [UInt8](repeating: 0, count: 15) + [1]
        let issued = try authority().issue(
            .server(
                commonName: "localhost",
                dns: ["localhost"],
                addresses: [[127, 0, 0, 1], loopback],
                notBefore: start,
                notAfter: end
            )
        )
        #expect(issued.certificate.alternativeNames.dns == ["localhost"])
        #expect(issued.certificate.alternativeNames.addresses == [[127, 0, 0, 1], loopback])
        #expect(issued.certificate.extendedKeyUsage == [Certificate.serverAuthentication])
    }

    @Test("another encoding of the same certificate is not read, so that its fingerprint is the only one")
    func oneEncoding() throws {
        let der = try authority().certificate.der
        #expect(der.starts(with: [0x30, 0x82]))
        let longer = [0x30, 0x83, 0] + der.dropFirst(2)
        #expect(throws: CryptographyError.self) { try Certificate(der: longer) }
        #expect(try Certificate(der: der).der == der)
    }

    @Test("an authority whose key must not sign revocation lists has signed none")
    func listsOfOthers() throws {
        let authority = try authority()
        let list = try authority.revocationList(
            number: 1,
            thisUpdate: start,
            nextUpdate: end,
            revocations: []
        )
        #expect(list.isSigned(by: authority.certificate))
        // The key usage `keyCertSign, cRLSign` becomes `keyCertSign`; nothing here looks at the certificate's signature.
        var der = authority.certificate.der
        let usage: [UInt8] = [0x03, 0x02, 0x01, 0x06]
        let start = try #require(der.indices.dropLast(3).first { der[$0...].starts(with: usage) })
        der.replaceSubrange(start..<start + 4, with: [0x03, 0x02, 0x02, 0x04])
        #expect(try !list.isSigned(by: Certificate(der: der)))
    }

    @Test("an authority of the same name but another key did not sign")
    func sameName() throws {
        let authority = try authority()
        let other = try self.authority()
        let profile = CertificateProfile.client(
            commonName: "A",
            uri: "urn:a",
            notBefore: start,
            notAfter: end
        )
        let certificate = try authority.issue(profile).certificate
        #expect(certificate.issuer == other.certificate.subject)
        #expect(!certificate.isSigned(by: other.certificate))
        #expect(!certificate.isSigned(by: try self.authority("Other").certificate))
    }

    @Test("validity includes both ends")
    func validity() throws {
        let certificate = try authority().certificate
        #expect(!certificate.isValid(at: start.adding(microseconds: -1)))
        #expect(certificate.isValid(at: start))
        #expect(certificate.isValid(at: end))
        #expect(!certificate.isValid(at: end.adding(seconds: 1)))
    }

    @Test("certificates survive PEM, and cut or lengthened bytes are refused")
    func reading() throws {
        let first = try authority("One").certificate
        let second = try authority("Two").certificate
        #expect(try Certificate.all(inPEM: first.pem + second.pem) == [first, second])
        #expect(throws: CryptographyError.self) { try Certificate(der: Array(first.der.dropLast())) }
        #expect(throws: CryptographyError.self) { try Certificate(der: first.der + [0]) }
        #expect(throws: CryptographyError.self) { try Certificate(der: []) }
        #expect(throws: CryptographyError.self) { try Certificate.all(inPEM: []) }
        #expect(throws: CryptographyError.self) {
            try Certificate.all(inPEM: first.pem + PrivateKey.generate(.es256).pem())
        }
    }

    @Test(
        "names that would smuggle another name are not issued",
        arguments: ["urn:a,DNS:evil", "urn:a b", "", "urn:ü"]
    )
    func smuggledNames(uri: String) throws {
        let authority = try authority()
        #expect(throws: CryptographyError.self) {
            try authority.issue(.client(commonName: "A", uri: uri, notBefore: start, notAfter: end))
        }
    }

    @Test("an authority needs its own key and an authority's certificate")
    func mismatched() throws {
        let authority = try authority()
        #expect(throws: CryptographyError.self) {
            try CertificateAuthority(certificate: authority.certificate, key: .generate(.es256))
        }
        let leaf = try authority.issue(
            .client(commonName: "A", uri: "urn:a", notBefore: start, notAfter: end)
        )
        #expect(throws: CryptographyError.self) {
            try CertificateAuthority(certificate: leaf.certificate, key: leaf.key)
        }
    }

    @Test("a revocation list names what was revoked and is signed by its authority alone")
    func revocation() throws {
        let authority = try authority()
        let profile = CertificateProfile.client(
            commonName: "A",
            uri: "urn:a",
            notBefore: start,
            notAfter: end
        )
        let revoked = try authority.issue(profile).certificate
        let kept = try authority.issue(profile).certificate
        let list = try authority.revocationList(
            number: 7,
            thisUpdate: start,
            nextUpdate: end,
            revocations: [CertificateAuthority.Revocation(serial: revoked.serial, time: start)]
        )
        let read = try CertificateRevocationList(pem: list.pem)
        #expect(read.number == 7)
        #expect(read.thisUpdate == start)
        #expect(read.nextUpdate == end)
        #expect(read.revokedSerials == [revoked.serial])
        #expect(!read.revokedSerials.contains(kept.serial))
        #expect(read.isSigned(by: authority.certificate))
        #expect(!read.isSigned(by: try self.authority().certificate))
        #expect(!read.isSigned(by: kept))
        #expect(throws: CryptographyError.self) {
            try CertificateRevocationList(der: Array(list.der.dropLast()))
        }
    }

    @Test("an empty revocation list is a list")
    func emptyList() throws {
        let list = try authority().revocationList(
            number: .max,
            thisUpdate: start,
            nextUpdate: end,
            revocations: []
        )
        #expect(list.number == .max)
        #expect(list.revokedSerials.isEmpty)
    }
}
