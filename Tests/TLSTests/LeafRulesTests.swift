import Cryptography
import Glibc
import Support
import TLS
import TestAuthorities
import Testing

/// Certificates that our own authority cannot issue, made with the `openssl` command.
@Suite(.enabled(if: hasOpenSSL, "openssl absent"))
struct LeafRulesTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let key: String
        let serial: String
        let hasExtensions: Bool
        let expected: CertificateRefusal.Code?
    }

    static let cases = [
        Case(testDescription: "RSA 2048", key: "rsa:2048", serial: "1", hasExtensions: true, expected: nil),
        Case(
            testDescription: "RSA 1024",
            key: "rsa:1024",
            serial: "1",
            hasExtensions: true,
            expected: .weakKey
        ),
        Case(testDescription: "P-256", key: p256, serial: "1", hasExtensions: true, expected: nil),
        Case(testDescription: "P-384", key: ec("P-384"), serial: "1", hasExtensions: true, expected: nil),
        Case(
            testDescription: "P-224",
            key: ec("P-224"),
            serial: "1",
            hasExtensions: true,
            expected: .weakKey
        ),
        Case(
            testDescription: "version 1",
            key: p256,
            serial: "1",
            hasExtensions: false,
            expected: .oldVersion
        ),
        Case(testDescription: "serial 0", key: p256, serial: "0", hasExtensions: true, expected: .badSerial),
        Case(
            testDescription: "serial -5",
            key: p256,
            serial: "-5",
            hasExtensions: true,
            expected: .badSerial
        ),
        Case(
            testDescription: "serial of 21 bytes",
            key: p256,
            serial: "0x01" + String(repeating: "00", count: 20),
            hasExtensions: true,
            expected: .badSerial
        ),
    ]

    private static let p256 = ec("P-256")
    private static func ec(_ curve: String) -> String { "ec -pkeyopt ec_paramgen_curve:\(curve)" }

    @Test(arguments: cases) func `keys, versions and serial numbers are held to the rules`(
        leaf: Case
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let authority = try TestAuthority()
            try TestFiles.write(authority.certificate.pem, toPath: "\(folder)/ca.pem")
            try TestFiles.write(authority.authority.key.pem(), toPath: "\(folder)/ca.key")
            let extensions = "extendedKeyUsage=clientAuth\nsubjectAltName=URI:spiffe://test.example/org/one\n"
            try TestFiles.write(Array(extensions.utf8), toPath: "\(folder)/extensions")
            let extra = leaf.hasExtensions ? "-extfile extensions" : ""
            let made = unsafe system(
                """
                cd \(folder) && openssl req -new -newkey \(leaf.key) -nodes -keyout key -subj /CN=x -out csr 2>log \
                && openssl x509 -req -in csr -CA ca.pem -CAkey ca.key -days 30 -set_serial \(leaf.serial) \(extra) \
                -out leaf.pem 2>>log
                """
            )
            try #require(made == 0)
            let certificates = try Certificate.all(inPEM: TestFiles.bytes(atPath: "\(folder)/leaf.pem"))
            let certificate = try #require(certificates.first)
            #expect(LeafRules().refusal(of: certificate)?.code == leaf.expected)
        }
    }
}

private let hasOpenSSL = unsafe system("command -v openssl >/dev/null 2>&1") == 0
