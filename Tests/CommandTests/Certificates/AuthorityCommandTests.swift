import Cryptography
import Foundation
import StrictJSON
import Support
import Testing

@Suite("abeyance cert as an authority")
struct AuthorityCommandTests {
    @Test("OpenSSL verifies what is issued for its own requests, strictly and with both lists")
    func openssl() async throws {
        try await CertificateOffice.use { office in
            var chains: [(String, String)] = []
            let kinds: [(String, [String])] = [
                ("p256", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
                ("p384", ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]), ("ed25519", ["ed25519"]),
                ("rsa", ["rsa:2048"]),
            ]
            for (name, key) in kinds {
                let request = try office.request(name, key: key)
                chains.append((try office.client(name, request: request), "sslclient"))
                let server = office.path("\(name)-server.pem")
                try office.done(
                    "cert",
                    "issue",
                    office.issuing,
                    "--profile",
                    "server",
                    "--csr",
                    request,
                    "--dns",
                    "\(name).gate.example",
                    "--out",
                    server
                )
                chains.append((server, "sslserver"))
            }
            let lists = ["\(office.root)/crl.pem", "\(office.issuing)/crl.pem"]
            try office.done("cert", "crl", office.root)
            try office.done("cert", "crl", office.issuing)
            for (chain, purpose) in chains {
                let verdict = try office.verdict(chain, purpose: purpose, lists: lists)
                #expect(verdict.output == "\(chain): OK\n", "\(verdict.errors)")
                let other = purpose == "sslclient" ? "sslserver" : "sslclient"
                #expect(try office.verdict(chain, purpose: other, lists: lists).code != 0)
            }
            let (revoked, good) = (chains[0].0, chains[2].0)
            #expect(try office.cert("revoke", revoked, "--reason", "key_compromise").code == 0)
            #expect(try office.verdict(revoked, purpose: "sslclient", lists: lists).code == 0)
            #expect(try office.cert("crl", "--out", office.path("out.crl")).code == 0)
            let refused = try office.verdict(revoked, purpose: "sslclient", lists: lists)
            #expect(refused.errors.contains("certificate revoked"))
            #expect(try office.verdict(good, purpose: "sslclient", lists: lists).code == 0)
            let text = try office.openssl("crl", "-in", office.path("out.crl"), "-noout", "-text")
            #expect(text.output.contains("X509v3 CRL Number: \n                2"))
            #expect(text.output.contains("Key Compromise"))
        }
    }

    @Test("OpenSSL reads the extensions of each profile as certs/README.md lists them")
    func extensions() async throws {
        try await CertificateOffice.use { office in
            let client = try office.client("harbour")
            let root = try office.openssl("x509", "-in", "\(office.root)/ca.pem", "-noout", "-text").output
            #expect(root.contains("CA:TRUE, pathlen:1") && root.contains("P-384"))
            let issuing = try office.openssl("x509", "-in", "\(office.issuing)/ca.pem", "-noout", "-text")
                .output
            for words in [
                "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0",
                "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign",
                "X509v3 Name Constraints: critical", "DNS:gate.example", "URI:gate.example",
            ] { #expect(issuing.contains(words), "\(words)") }
            let leaf = try office.openssl("x509", "-in", client, "-noout", "-text").output
            for words in [
                "X509v3 Basic Constraints: critical\n                CA:FALSE",
                "X509v3 Key Usage: critical\n                Digital Signature",
                "X509v3 Extended Key Usage: \n                TLS Web Client Authentication",
                "X509v3 Subject Alternative Name: \n                URI:spiffe://gate.example/org/harbour\n",
            ] { #expect(leaf.contains(words), "\(words)") }
        }
    }

    @Test(
        "a passphrase is asked for at the terminal, twice when it is chosen, and never shown",
        .enabled(if: TestTerminalUser.isPresent, "python3 is not installed")
    )
    func typedPassphrases() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let (root, issuing) = ("\(folder)/root", "\(folder)/issuing")
            let (good, other) = ("correct horse battery", "correct horse batterz")
            func run(_ typed: [String], _ arguments: String...) throws -> TestTerminalUser.Seen {
                let seen = try TestTerminalUser.run(Program.abeyance, arguments, typing: typed)
                for text in typed { #expect(!seen.words.contains(text), "nothing typed is shown") }
                return seen
            }
            let differing = try run([good, other], "cert", "ca", root, "--name", "R", "--encrypt")
            #expect(differing.code == 2)
            #expect(differing.words.contains("the two passphrases differ"), "\(differing.words)")
            let made = try run([good, good], "cert", "ca", root, "--name", "R", "--encrypt")
            #expect(made.code == 0, "\(made.words)")
            #expect(made.words.contains("new passphrase of \(root)/ca.key: "), "\(made.words)")
            #expect(made.words.contains("once more: "), "\(made.words)")
            #expect(
                try String(contentsOfFile: "\(root)/ca.key", encoding: .utf8)
                    .hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----")
            )
            let wrong = try run([other], "cert", "ca", issuing, "--under", root, "--name", "I")
            #expect(wrong.code == 2)
            #expect(wrong.words.contains("the passphrase does not open the key"), "\(wrong.words)")
            let opened = try run([good], "cert", "ca", issuing, "--under", root, "--name", "I")
            #expect(opened.code == 0, "\(opened.words)")
            #expect(opened.words.contains("passphrase of \(root)/ca.key: "), "\(opened.words)")
        }
    }

    @Test(
        "an encrypted key is opened by the descriptor's passphrase, by OpenSSL too, and never by an argument"
    )
    func passphrases() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let root = "\(folder)/root"
            func run(_ passphrase: String, _ arguments: String...) throws -> Outcome {
                try TestFiles.write(Array("\(passphrase)\nignored\n".utf8), toPath: "\(folder)/pass")
                let words = arguments.map { "'\($0)'" }.joined(separator: " ")
                return try Program.run(
                    "/bin/sh",
                    ["-c", "exec '\(Program.abeyance)' \(words) 3< '\(folder)/pass'"]
                )
            }
            let short = try run("short", "cert", "ca", root, "--name", "R", "--new-passphrase-fd", "3")
            #expect(short.failed(2, saying: "5 bytes", "at least 12"))
            #expect(!FileManager.default.fileExists(atPath: root))
            let made = try run(
                "correct horse battery",
                "cert",
                "ca",
                root,
                "--name",
                "R",
                "--new-passphrase-fd",
                "3"
            )
            #expect(made.code == 0, "\(made.errors)")
            #expect(try run("correct horse battery", "cert", "crl", root, "--passphrase-fd", "3").code == 0)
            let wrong = try run("correct horse batterz", "cert", "crl", root, "--passphrase-fd", "3")
            #expect(wrong.failed(2, saying: "root/ca.key", "the passphrase does not open the key"))
            #expect(
                try run("", "cert", "crl", root, "--passphrase-fd", "3").failed(
                    2,
                    saying: "a passphrase was expected"
                )
            )
            #expect(
                try run("x", "cert", "crl", root, "--passphrase-fd", "9").failed(
                    2,
                    saying: "file descriptor 9"
                )
            )
            let opened = try Program.run(
                "openssl",
                ["pkey", "-in", "\(root)/ca.key", "-passin", "pass:correct horse battery", "-noout"]
            )
            #expect(opened.code == 0, "\(opened.errors)")
            #expect(try Program.run("cert", "crl", root, "--passphrase", "x").code == 64)
        }
    }

    @Test("a key that is made lies in a new file of mode 0600, and goes again when nothing is issued")
    func newKey() async throws {
        try await CertificateOffice.use { office in
            let key = office.path("new.key")
            let made = try office.cert(
                "issue",
                "--profile",
                "client",
                "--new-key",
                key,
                "--key-type",
                "ed25519",
                "--name",
                "harbour"
            )
            #expect(made.code == 0, "\(made.errors)")
            let certificates = try Certificate.all(inPEM: Array(made.output.utf8))
            #expect(certificates.count == 2)
            #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
            let held = try PrivateKey(pem: TestFiles.bytes(atPath: key))
            #expect(held.publicKey.digest == certificates[0].publicKeyDigest)
            let again = try office.cert("issue", "--profile", "client", "--new-key", key, "--name", "harbour")
            #expect(again.failed(2, saying: "new.key", "File exists"))
            #expect(try PrivateKey(pem: TestFiles.bytes(atPath: key)).publicKey == held.publicKey)
            let other = office.path("other.key")
            let refused = try office.cert(
                "issue",
                "--profile",
                "server",
                "--new-key",
                other,
                "--dns",
                "gate.example.com"
            )
            #expect(refused.failed(2, saying: "not issued, since a gate would refuse it"))
            #expect(!FileManager.default.fileExists(atPath: other))
        }
    }

    @Test("what is no request, an overlong validity and names of the wrong kind are refused")
    func refusals() async throws {
        try await CertificateOffice.use { office in
            let request = try office.request("harbour")
            func issue(_ arguments: String...) throws -> Outcome {
                try Program.run(Program.abeyance, ["cert", "issue", office.issuing] + arguments)
            }
            let none = try issue("--profile", "client", "--csr", "\(office.root)/ca.pem", "--name", "a")
            #expect(none.failed(2, saying: "root/ca.pem: no request that can be used"))
            let weak = try office.request("weak", key: ["rsa:1024"])
            #expect(
                try issue("--profile", "client", "--csr", weak, "--name", "a")
                    .failed(2, saying: "weak.csr", "the key is RSA 1024")
            )
            let long = try issue("--profile", "client", "--csr", request, "--name", "a", "--days", "398")
            #expect(long.failed(2, saying: "398 days: 1 to 397 are allowed"))
            #expect(try issue("--profile", "client", "--csr", request).failed(2, saying: "`--name`"))
            let mixed = try issue(
                "--profile",
                "client",
                "--csr",
                request,
                "--name",
                "a",
                "--dns",
                "gate.example"
            )
            #expect(mixed.failed(2, saying: "`--dns` and `--ip` are a server's"))
            let nameless = try issue("--profile", "server", "--csr", request)
            #expect(nameless.failed(2, saying: "at least one DNS name or address"))
            let elsewhere = try issue(
                "--profile",
                "client",
                "--csr",
                request,
                "--name",
                "a",
                "--uri",
                "spiffe://other.example/org/a"
            )
            #expect(elsewhere.failed(2, saying: "does not lie below `spiffe://gate.example/org/`"))
            #expect(
                try issue("--profile", "root", "--csr", request, "--name", "a").failed(2, saying: "cert ca")
            )
            #expect(try issue("--profile", "nowhere", "--csr", request).failed(2, saying: "nowhere"))
            #expect(try issue("--profile", "client", "--name", "a").code == 64)
            #expect(
                try issue("--profile", "server", "--csr", request, "--ip", "1.2.3").failed(
                    2,
                    saying: "`1.2.3`"
                )
            )
            let there = try Program.run("cert", "ca", office.root, "--name", "again")
            #expect(there.failed(2, saying: "something is there already"))
            let limit = try Program.run(
                "cert",
                "ca",
                office.path("c"),
                "--name",
                "c",
                "--permit",
                "gate.example"
            )
            #expect(limit.failed(2, saying: "`gate.example`", "dns:HOST"))
        }
    }

    @Test("only the authority's own certificates are revoked, by file or by serial number, and once")
    func revoking() async throws {
        try await CertificateOffice.use { office in
            let client = try office.client("harbour")
            let serial = Hex.encode(try office.certificate(client).serial)
            let stranger = try office.cert("revoke", "\(office.root)/ca.pem", "--reason", "superseded")
            #expect(stranger.failed(2, saying: "not issued by `CN=Test Issuing`"))
            let unknown = try office.cert("revoke", "01:02", "--reason", "superseded")
            #expect(unknown.failed(2, saying: "serial number 0102 was not issued here", "--not-issued-here"))
            #expect(try office.cert("revoke", serial, "--reason", "because").code == 64)
            let spelled = serial.uppercased().enumerated().map {
                ($0.offset > 0 && $0.offset.isMultiple(of: 2) ? ":" : "") + String($0.element)
            }.joined()
            let done = try office.cert("revoke", spelled, "--reason", "superseded", "--note", "moved")
            #expect(done.code == 0)
            #expect(done.errors.hasPrefix("revoked \(serial), client `harbour`\n"))
            let again = try office.cert("revoke", client, "--reason", "superseded")
            #expect(again.failed(2, saying: "was revoked at"))
            let foreign = try office.cert("revoke", "0102", "--reason", "superseded", "--not-issued-here")
            #expect(foreign.code == 0)
            #expect(try office.cert("crl").errors.contains("list 1, 2 certificates revoked"))
        }
    }

    @Test("the list of what was issued warns by exit code, and tells programs the same")
    func list() async throws {
        try await CertificateOffice.use { office in
            _ = try office.client("harbour", days: 60)
            #expect(try office.cert("list").code == 0)
            _ = try office.client("lighthouse", days: 6)
            let warned = try office.cert("list")
            #expect(warned.code == 1)
            #expect(warned.errors.contains("client `lighthouse` ("))
            #expect(warned.lines.count == 4)
            let json = try office.cert("list", "--json")
            #expect(json.code == 1)
            let object = try JSONValue.parse(Array(json.output.utf8))
            #expect(object["certificates"]?.array?.map { $0["expiry"]?.string?.value } == ["far", "urgent"])
            #expect(object["attention"]?.array?.count == 1)
            #expect(try Program.run("cert", "list", office.folder).failed(2, saying: "register.json"))
        }
    }

    @Test("two writers at once: one is refused, and nothing is lost")
    func writers() async throws {
        try await CertificateOffice.use { office in
            let request = try office.request("harbour")
            let writers = try (1...6).map { index in
                let writer = Process()
                writer.executableURL = URL(fileURLWithPath: Program.abeyance)
                writer.arguments = [
                    "cert", "issue", office.issuing, "--profile", "client", "--csr", request, "--name",
                    "harbour",
                ]
                writer.standardInput = FileHandle.nullDevice
                writer.standardOutput = try newFile(office.path("out.\(index)"))
                writer.standardError = try newFile(office.path("err.\(index)"))
                try writer.run()
                return writer
            }
            for writer in writers { writer.waitUntilExit() }
            var handedOut: Set<String> = []
            for index in 1...6 {
                let output = try TestFiles.bytes(atPath: office.path("out.\(index)"))
                if output.isEmpty {
                    let errors = String(
                        decoding: try TestFiles.bytes(atPath: office.path("err.\(index)")),
                        as: UTF8.self
                    )
                    #expect(errors.contains("another command is changing this authority"))
                } else {
                    handedOut.insert(
                        Hex.encode(try #require(try Certificate.all(inPEM: output).first).serial)
                    )
                }
            }
            let listed = try JSONValue.parse(Array(try office.cert("list", "--json").output.utf8))
            let kept = Set(
                try #require(listed["certificates"]?.array).compactMap { $0["serial"]?.string?.value }
            )
            #expect(!handedOut.isEmpty)
            #expect(handedOut == kept)
        }
    }

    @Test("what the gate makes of a certificate is shown: accepted, refused with the reason, whose it is")
    func gate() async throws {
        try await Workplace.use { place in
            let trust = place.certificate("client-ca")
            func show(_ name: String, _ arguments: String...) throws -> Outcome {
                try Program.run(
                    Program.abeyance,
                    [
                        "cert", "show", place.certificate(name), "--authorities", trust, "--policies",
                        place.policies,
                    ]
                        + arguments
                )
            }
            for name in ["metro-police", "thorn"] {
                let shown = try show(name)
                #expect(shown.code == 0)
                #expect(shown.output.contains("gate         accepts it\norganisation \(name)\n"))
            }
            let nobody = try show("unregistered")
            #expect(nobody.code == 1)
            #expect(nobody.output.contains("organisation none: neither the key nor the URI name"))
            let stranger = try show("untrusted")
            #expect(stranger.code == 1)
            #expect(stranger.output.contains("gate         refuses it: untrusted_authority"))
            let json = try JSONValue.parse(Array(try show("thorn", "--json").output.utf8))
            #expect(json["gate"]?["accepted"] == true)
            #expect(json["gate"]?["organisation"] == "thorn")
            #expect(try Program.run("cert", "show", trust, "--policies", place.policies).code == 64)
        }
    }

    private func newFile(_ path: String) throws -> FileHandle {
        try TestFiles.write([], toPath: path)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}
