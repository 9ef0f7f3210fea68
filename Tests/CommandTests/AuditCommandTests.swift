import Cryptography
import Foundation
import StrictJSON
import Support
import Testing
import TransparencyLog

@Suite("abeyance audit")
struct AuditCommandTests {
    @Test("a log is verified and replayed from the state folder, the database file and an export alike")
    func places() async throws {
        try await Workplace.use { place in
            let export = "\(place.folder)/export"
            let exported = try Program.run("audit", "export", place.state, export)
            #expect(exported.code == 0)
            #expect(exported.output.contains("exported 1 entry to \(export)"))
            let key = try String(contentsOfFile: place.key, encoding: .utf8)
            for path in [place.state, "\(place.state)/audit.sqlite", export] {
                let verified = try Program.run("audit", "verify", path, "--key", place.key)
                #expect(verified.code == 0)
                #expect(verified.lines.last?.hasPrefix("verified: 1 entry of localhost/abeyance/") == true)
                let vkey = String(key.prefix { $0 != "\n" })
                let json = try Program.run("audit", "verify", path, "--key", vkey, "--json")
                #expect(json.code == 0)
                let report = try JSONValue.parse(Array(json.output.utf8.dropLast()))
                #expect(report["clean"] == true)
                #expect(report["entries"] == 1)
                let replayed = try Program.run("audit", "replay", path, "--key", place.key)
                #expect(replayed.code == 0)
                #expect(replayed.lines.last?.hasPrefix("replayed: 0 of 0 decisions") == true)
            }
        }
    }

    @Test("a byte changed in an export is found, with the entry's number, and ends with 1")
    func changed() async throws {
        try await Workplace.use { place in
            let export = "\(place.folder)/export"
            try #require(try Program.run("audit", "export", place.state, export).code == 0)
            let names = try #require(FileManager.default.enumerator(atPath: export)).compactMap {
                $0 as? String
            }
            let entries = try #require(
                names.first { $0.contains("entries/") && !$0.hasSuffix("/") && !isFolder("\(export)/\($0)") }
            )
            var bytes = try TestFiles.bytes(atPath: "\(export)/\(entries)")
            let position = try #require(bytes.indices.last { bytes[$0] == UInt8(ascii: "1") })
            bytes[position] = UInt8(ascii: "2")
            try TestFiles.write(bytes, toPath: "\(export)/\(entries)")
            let verified = try Program.run("audit", "verify", export, "--key", place.key)
            #expect(verified.code == 1)
            #expect(verified.output.contains("entry 0: "))
            #expect(verified.output.contains("expected "))
            #expect(verified.lines.last?.hasPrefix("NOT VERIFIED: ") == true)
            let json = try Program.run("audit", "verify", export, "--key", place.key, "--json")
            #expect(json.code == 1)
            #expect(try JSONValue.parse(Array(json.output.utf8.dropLast()))["clean"] == false)
            #expect(try Program.run("audit", "replay", export, "--key", place.key).code == 1)
        }
    }

    @Test("a path that is no log is refused with what was expected there", arguments: ["verify", "replay"])
    func noLog(command: String) async throws {
        try await Workplace.use { place in
            let missing = try Program.run("audit", command, "\(place.folder)/nowhere", "--key", place.key)
            #expect(missing.failed(2, saying: "/nowhere: no such file, expected an audit log"))
            let folder = try Program.run("audit", command, place.policies, "--key", place.key)
            #expect(folder.failed(2, saying: place.policies, "expected a state directory"))
            let text = try Program.run("audit", command, place.configuration, "--key", place.key)
            #expect(text.failed(2, saying: "abeyance.yaml"))
        }
    }

    @Test("another log's key is named beside the log's own, and nothing else is said")
    func wrongKey() async throws {
        try await Workplace.use { place in
            let other = try NoteVerifier(name: try place.origin, key: PrivateKey.generate(.ed25519).publicKey)
            for command in ["verify", "replay"] {
                let verified = try Program.run("audit", command, place.state, "--key", other.vkey)
                #expect(verified.code == 1)
                #expect(verified.lines.count == 2)
                #expect(verified.output.contains(other.vkey))
                #expect(
                    verified.output.contains(
                        try String(contentsOfFile: place.key, encoding: .utf8).dropLast()
                    )
                )
                #expect(verified.errors.contains("give the key that this log's operator published"))
            }
        }
    }

    @Test("what is no key is refused with where one is to be had")
    func noKey() async throws {
        try await Workplace.use { place in
            let missing = try Program.run("audit", "verify", place.state, "--key", "nowhere.vkey")
            #expect(missing.failed(2, saying: "nowhere.vkey: neither a file nor a verifier key", "log.vkey"))
            let other = try Program.run("audit", "verify", place.state, "--key", place.configuration)
            #expect(other.failed(2, saying: "not a verifier key", "log.vkey"))
            #expect(try Program.run("audit", "verify", place.state).code == 64)
        }
    }

    @Test("an entry is shown for reading, and its exact bytes are those that were hashed")
    func show() async throws {
        try await Workplace.use { place in
            let read = try Program.run("audit", "show", place.state, "0")
            #expect(read.code == 0)
            #expect(read.lines.first?.hasPrefix("entry 0, genesis, ") == true)
            #expect(read.output.contains("logKey: localhost/abeyance/"))
            let exact = try Program.run("audit", "show", place.state, "--type", "genesis", "--jsonl")
            #expect(exact.lines.count == 1)
            let digest = SHA256Digest.of(Array(exact.output.utf8.dropLast()))
            #expect(read.output.contains("leaf: sha256 \(digest.hex)"))
            #expect(
                try Program.run("audit", "show", place.state, "--type", "decision", "--jsonl").output.isEmpty
            )
            #expect(try Program.run("audit", "show", place.state).lines.first?.hasPrefix("0  ") == true)
        }
    }

    @Test("an entry, a range or a type that does not exist is refused")
    func showNothing() async throws {
        try await Workplace.use { place in
            let beyond = try Program.run("audit", "show", place.state, "9")
            #expect(beyond.failed(2, saying: "entry 9", "from 0 to 0"))
            let from = try Program.run("audit", "show", place.state, "--from", "9")
            #expect(from.failed(2, saying: "the newest entry is 0"))
            let type = try Program.run("audit", "show", place.state, "--type", "decison")
            #expect(type.code == 64)
            #expect(type.errors.contains("did you mean `decision`?"))
            #expect(try Program.run("audit", "show", place.state, "0", "--from", "0").code == 64)
            #expect(try Program.run("audit", "show", place.state, "--from", "3", "--to", "2").code == 64)
        }
    }

    @Test("an export goes into a new folder only, and needs a log that names its key")
    func export() async throws {
        try await Workplace.use { place in
            let there = try Program.run("audit", "export", place.state, place.policies)
            #expect(there.failed(2, saying: place.policies))
            let missing = try Program.run(
                "audit",
                "export",
                "\(place.folder)/nowhere",
                "\(place.folder)/export"
            )
            #expect(missing.failed(2, saying: "no such file"))
        }
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}
