import Cryptography
import Foundation
import Support

/// A root and an issuing authority that the real `abeyance cert ca` made, and OpenSSL beside them.
struct CertificateOffice {
    let folder: String

    var root: String { "\(folder)/root" }
    var issuing: String { "\(folder)/issuing" }

    /// Makes both, and removes them after `body`.
    static func use(_ body: (CertificateOffice) async throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let office = CertificateOffice(folder: folder)
            try office.done("cert", "ca", office.root, "--name", "Test Root")
            try office.done(
                "cert",
                "ca",
                office.issuing,
                "--under",
                office.root,
                "--name",
                "Test Issuing",
                "--uri-prefix",
                "spiffe://gate.example/org/",
                "--permit",
                "dns:gate.example"
            )
            try await body(office)
        }
    }

    /// Runs a command that must succeed, and gives what it prints.
    @discardableResult
    func done(_ arguments: String...) throws -> Outcome {
        let outcome = try Program.run(Program.abeyance, arguments)
        guard outcome.code == 0 else {
            throw Workplace.Unusable(description: "\(arguments.joined(separator: " ")): \(outcome.errors)")
        }
        return outcome
    }

    /// Runs a command of `cert` on the issuing authority.
    func cert(_ command: String, _ arguments: String...) throws -> Outcome {
        try Program.run(Program.abeyance, ["cert", command, issuing] + arguments)
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// The real OpenSSL.
    func openssl(_ arguments: String...) throws -> Outcome { try Program.run("openssl", arguments) }

    /// A request that the real OpenSSL made, for a key of a kind such as `ec` or `rsa`.
    func request(
        _ name: String,
        key: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    ) throws -> String {
        let made = try Program.run(
            "openssl",
            ["req", "-new", "-newkey"] + key + [
                "-nodes", "-keyout", path("\(name).key"), "-out", path("\(name).csr"), "-subj", "/CN=\(name)",
            ]
        )
        guard made.code == 0 else { throw Workplace.Unusable(description: made.errors) }
        return path("\(name).csr")
    }

    /// A client's certificate in a file.
    func client(_ name: String, request: String? = nil, days: Int = 60) throws -> String {
        try done(
            "cert",
            "issue",
            issuing,
            "--profile",
            "client",
            "--csr",
            request ?? self.request(name),
            "--name",
            name,
            "--days",
            "\(days)",
            "--out",
            path("\(name).pem")
        )
        return path("\(name).pem")
    }

    func certificate(_ path: String) throws -> Certificate {
        guard let first = try Certificate.all(inPEM: TestFiles.bytes(atPath: path)).first else {
            throw Workplace.Unusable(description: "\(path): empty")
        }
        return first
    }

    /// What OpenSSL says of a chain under the root and both authorities' lists.
    func verdict(_ chain: String, purpose: String, lists: [String]) throws -> Outcome {
        let trust = try lists.reduce(TestFiles.bytes(atPath: "\(root)/ca.pem")) {
            $0 + (try TestFiles.bytes(atPath: $1))
        }
        try TestFiles.write(trust, toPath: path("trust.pem"))
        return try Program.run(
            "openssl",
            ["verify", "-x509_strict", "-purpose", purpose] + (lists.isEmpty ? [] : ["-crl_check_all"])
                + ["-CAfile", path("trust.pem"), "-untrusted", chain, chain]
        )
    }
}
