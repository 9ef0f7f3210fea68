import Cryptography
import StrictJSON
import Support
import Testing

@Suite("abeyance cert")
struct CertificateCommandTests {
    @Test("fingerprint, key pin, names and validity are those of the certificate")
    func show() async throws {
        try await Workplace.use { place in
            let path = place.certificate("metro-police")
            let certificate = try #require(try Certificate.all(inPEM: TestFiles.bytes(atPath: path)).first)
            let shown = try Program.run("cert", "show", path)
            #expect(shown.code == 0)
            #expect(shown.output.contains("fingerprint  \(certificate.fingerprint.hex)\n"))
            #expect(shown.output.contains("key pin      \(certificate.publicKeyDigest.hex)\n"))
            #expect(shown.output.contains(try #require(certificate.uriNames.first)))
            #expect(shown.output.contains("days left)"))
            let json = try Program.run("cert", "show", path, "--json")
            let object = try JSONValue.parse(Array(json.output.utf8.dropLast()))
            #expect(object["fingerprint"]?.string?.value == certificate.fingerprint.hex)
            #expect(object["valid"] == true)
        }
    }

    @Test("an expired certificate is shown as expired, with exit code 1")
    func expired() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let authority = try CertificateAuthority.create(
                commonName: "old",
                notBefore: Timestamp(seconds: 1_500_000_000),
                notAfter: Timestamp(seconds: 1_600_000_000)
            )
            try TestFiles.write(authority.certificate.pem, toPath: "\(folder)/old.pem")
            let shown = try Program.run("cert", "show", "\(folder)/old.pem")
            #expect(shown.failed(1, saying: "old.pem: not valid now"))
            #expect(shown.output.contains("(expired)"))
        }
    }

    @Test("what is no certificate is refused")
    func none() async throws {
        try await Workplace.use { place in
            let text = try Program.run("cert", "show", place.configuration)
            #expect(text.failed(2, saying: "abeyance.yaml: no certificate that can be used"))
            let missing = try Program.run("cert", "show", "\(place.folder)/nowhere.pem")
            #expect(missing.failed(2, saying: "/nowhere.pem: cannot be opened"))
        }
    }

    @Test("only one certificate is denied at a time, with a reason, and by a gate that runs")
    func deny() async throws {
        try await Workplace.use { place in
            let police = place.certificate("metro-police")
            let arguments = ["--reason", "lost", "--config", place.configuration]
            func deny(_ certificate: String) throws -> Outcome {
                try Program.run(Program.abeyance, ["cert", "deny", certificate] + arguments)
            }
            #expect(try deny(police).failed(2, saying: "is `abeyance serve` running?"))
            #expect(try deny("nowhere.pem").failed(2, saying: "neither a file nor a fingerprint"))
            let both =
                try TestFiles.bytes(atPath: police) + TestFiles.bytes(atPath: place.certificate("thorn"))
            try TestFiles.write(both, toPath: "\(place.folder)/two.pem")
            #expect(try deny("\(place.folder)/two.pem").failed(2, saying: "2 certificates, expected one"))
            #expect(try Program.run("cert", "deny", police, "--reason", " ").code == 64)
            #expect(try Program.run("cert", "deny", police).code == 64)
        }
    }
}
