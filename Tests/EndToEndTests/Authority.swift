import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// A client authority at work with OpenSSL's own tools: it revokes, publishes revocation lists and issues.
struct Authority {
    /// The gate's working folder, in whose `certs/` and `keys/` the authority's certificate and key are.
    let folder: String
    /// The name of certificate and key.
    let name: String

    /// The authority that `init` made, or one made by ``found(_:in:)``.
    init(_ name: String = "client-ca", in folder: String) throws {
        self.folder = folder
        self.name = name
        try FileManager.default.createDirectory(atPath: books, withIntermediateDirectories: true)
        guard !FileManager.default.fileExists(atPath: "\(books)/index.txt") else { return }
        try TestFiles.write([], toPath: "\(books)/index.txt")
        try TestFiles.write(Array("01\n".utf8), toPath: "\(books)/crlnumber")
        try TestFiles.write(Array("1000000000000000000000000000000001\n".utf8), toPath: "\(books)/serial")
        let settings = """
            [ca]
            default_ca = books
            [books]
            database = \(books)/index.txt
            crlnumber = \(books)/crlnumber
            serial = \(books)/serial
            new_certs_dir = \(books)
            certificate = \(folder)/certs/\(name).pem
            private_key = \(folder)/keys/\(name).key
            default_md = sha256
            default_crl_days = 7
            crl_extensions = list
            policy = anybody
            unique_subject = no
            [list]
            authorityKeyIdentifier = keyid
            [anybody]
            commonName = supplied
            [client]
            basicConstraints = critical,CA:FALSE
            keyUsage = critical,digitalSignature
            extendedKeyUsage = clientAuth
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            """
        try TestFiles.write(Array((settings + "\n").utf8), toPath: "\(books)/settings")
    }

    /// Makes another authority beside the one that `init` made.
    static func found(_ name: String, in folder: String) throws -> Authority {
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
            "-subj", "/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
            "keyUsage=critical,keyCertSign,cRLSign", "-keyout", "\(folder)/keys/\(name).key", "-out",
            "\(folder)/certs/\(name).pem",
        ])
        return try Authority(name, in: folder)
    }

    /// Notes a client's certificate as revoked, for the next list.
    func revoke(_ client: String) throws { try ca(["-revoke", "\(folder)/certs/\(client).pem"]) }

    /// Publishes a list of everything revoked so far under a name in the gate's folder of lists, whole or not at all.
    func publish(as file: String = "list.pem", _ more: [String] = []) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/crl", withIntermediateDirectories: true)
        let aside = "\(folder)/crl/.new"
        try ca(["-gencrl", "-out", aside] + more)
        try Self.put(try TestFiles.bytes(atPath: aside), at: "\(folder)/crl/\(file)")
    }

    /// Issues a certificate for the key of a client that `init` made, under another name.
    func issue(forKeyOf client: String, as other: String, _ more: [String]) throws {
        let request = "\(books)/\(other).csr"
        try Self.openssl([
            "req", "-new", "-key", "\(folder)/keys/\(client).key", "-subj", "/CN=\(client)", "-out", request,
        ])
        try ca(
            [
                "-batch", "-notext", "-extensions", "client", "-in", request, "-out",
                "\(folder)/certs/\(other).pem",
            ]
                + more
        )
        try TestFiles.write(
            try TestFiles.bytes(atPath: "\(folder)/keys/\(client).key"),
            toPath: "\(folder)/keys/\(other).key"
        )
    }

    /// Puts a file in place whole: a reader sees the old one or the new one.
    static func put(_ bytes: [UInt8], at path: String) throws {
        let aside = "\(path).aside"
        try TestFiles.write(bytes, toPath: aside)
        let isPlaced = unsafe rename(aside, path) == 0
        try #require(isPlaced)
    }

    /// Runs OpenSSL and returns what it printed.
    @discardableResult
    static func openssl(_ arguments: [String]) throws -> String {
        let run = try Subprocess.run("openssl", arguments)
        try #require(run.status == 0, "openssl \(arguments): \(run.errors)")
        return String(decoding: run.output, as: UTF8.self)
    }

    private var books: String { "\(folder)/\(name)-books" }

    private func ca(_ arguments: [String]) throws {
        try Self.openssl(["ca", "-config", "\(books)/settings"] + arguments)
    }
}

extension RunningGate {
    /// Makes a working folder, before its gate is started, with more lines of configuration.
    static func prepare(_ folder: String, _ more: String = "") throws {
        let made = try Subprocess.run(Programs.abeyance, ["init", folder, "--policies", Programs.policies])
        try #require(made.status == 0, "\(made.errors)")
        let file = "\(folder)/abeyance.yaml"
        try TestFiles.write(try TestFiles.bytes(atPath: file) + Array(more.utf8), toPath: file)
    }

    /// One request through `openssl s_client`, which keeps its session in a file or resumes from one.
    func ask(
        as name: String,
        keeping kept: String? = nil,
        resuming resumed: String? = nil
    ) throws -> OneAnswer {
        let request =
            "POST / HTTP/1.1\\r\\nHost: x\\r\\nX-Amz-Target: RekognitionService.ListCollections\\r\\n"
            + "Content-Type: application/x-amz-json-1.1\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\n{}"
        let session = (kept.map { " -sess_out \($0)" } ?? "") + (resumed.map { " -sess_in \($0)" } ?? "")
        let script =
            "printf '\(request)' | timeout 60 openssl s_client -ign_eof -connect 127.0.0.1:\(port) "
            + "-CAfile \(folder)/certs/server-ca.pem -cert \(folder)/certs/\(name).pem "
            + "-key \(folder)/keys/\(name).key\(session) 2>&1"
        return OneAnswer(
            words: String(decoding: try Subprocess.run("sh", ["-c", script]).output, as: UTF8.self)
        )
    }
}

/// What `openssl s_client` saw of one connection.
struct OneAnswer {
    /// Everything it printed.
    let words: String

    /// Whether the request was answered with 200.
    var isServed: Bool { words.contains("HTTP/1.1 200 ") }

    /// Whether an earlier session was resumed.
    var isResumed: Bool { words.contains("Reused, TLSv1.3") }
}

/// The authorities that a policy set pins.
enum RegistryFile {
    /// Adds an authority's key to a policy set's folder, as its next version.
    static func add(authority name: String, pin: String, to set: String) throws {
        let path = "\(set)/authorities.json"
        let file = try #require(try JSONValue.parse(TestFiles.bytes(atPath: path)).object)
        let known = file["authorities"]?.array ?? []
        let added: JSONValue = [
            "name": .string(ExactString(name)), "key": .string(ExactString(pin)),
            "uriPrefix": "spiffe://second.example/org/",
        ]
        let all: JSONObject = ["authorities": .array(known + [added])]
        try TestFiles.write(JSONValue.object(all).serialized() + [0x0a], toPath: path)
        let about = #"{"name": "two-authorities", "version": 2, "demonstration": true}"#
        try TestFiles.write(Array(about.utf8), toPath: "\(set)/bundle.json")
    }
}
