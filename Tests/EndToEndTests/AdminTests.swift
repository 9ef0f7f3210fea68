import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// The admin listener and `abeyance status`: how the gate is, for those who may look and change nothing.
@Suite(.serialized) struct AdminTests {
    @Test func everyPageIsThereOnASocketThatOnlyTheOwnerMayOpen() async throws {
        try await serving { gate in
            let socket = "\(gate.folder)/state/admin.sock"
            let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let healthy = try gate.admin("/healthz")
            #expect(healthy.status == 200 && healthy.body == "ok\n")
            let ready = try gate.admin("/readyz")
            #expect(ready.status == 200 && ready.body == "ready\ndemonstration root\n")
            let status = try JSONValue.parse(Array(gate.admin("/status").body.utf8.dropLast()))
            #expect(status["ready"] == true)
            #expect(status["generation"] == 1)
            #expect(status["expiries"]?.array?.compactMap { $0["kind"]?.string } == ["server", "authority"])
            #expect(status["checkpoint"]?.string?.value.hasPrefix("localhost/abeyance/") == true)
            #expect(try gate.admin("/nonsense").status == 404)
            #expect(try gate.admin("/status", ["--request", "POST"]).status == 405)
            #expect(try gate.admin("/status", ["--data", "x=1", "--request", "GET"]).status == 413)
            let head = try gate.admin("/status", ["--head"])
            #expect(head.status == 200)
            #expect(
                try gate.client("thorn").call("ListCollections", [:]).status == 200,
                "clients are served as before"
            )
        }
    }

    @Test func decisionsRefusalsAndTimesAreCountedWithoutNamingAnybody() async throws {
        try await serving { gate in
            #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200)
            _ = try gate.client("metro-police").call(
                "SearchFacesByImage",
                [
                    "CollectionId": "mugshots", "Image": ["Bytes": "/9j/4AAQSkZJRg=="],
                    "FaceMatchThreshold": 99,
                ],
                fields: [("Abeyance-Purpose", "identify_suspect"), ("Abeyance-Image-Source", "cctv")]
            )
            _ = try gate.client("unregistered").call("ListCollections", [:])
            let lines = try gate.admin("/metrics").body.split(separator: "\n").map(String.init)
            #expect(lines.contains(#"abeyance_decisions_total{outcome="deny",rule="moratorium-police"} 1"#))
            #expect(
                lines.contains {
                    $0.hasPrefix(#"abeyance_decisions_total{outcome="allow",rule=""#) && $0.hasSuffix(" 1")
                }
            )
            #expect(lines.contains(#"abeyance_refusals_total{reason="unknown_client"} 1"#))
            #expect(lines.contains("abeyance_decide_seconds_count 2"))
            #expect(lines.contains("abeyance_append_seconds_count 3"), "two decisions and one outcome")
            #expect(lines.contains("abeyance_forward_seconds_count 1"))
            #expect(lines.contains("abeyance_handshake_seconds_count 3"))
            #expect(lines.contains("abeyance_ready 1"))
            #expect(
                lines.contains {
                    $0.hasPrefix(#"abeyance_certificate_expiry_timestamp_seconds{kind="server","#)
                }
            )
            for secret in ["thorn", "metro-police", "127.0.0.1", "mugshots"] {
                #expect(!lines.contains { $0.contains(secret) }, "\(secret)")
            }
        }
    }

    @Test func clientsCannotReachItAndALoopbackPortServesIt() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder, "admin:\n  listen: 127.0.0.1:0\n")
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            for path in ["healthz", "readyz", "metrics", "status"] {
                let run = try Subprocess.run(
                    "curl",
                    [
                        "--silent", "--noproxy", "*", "--cacert", "\(folder)/certs/server-ca.pem", "--cert",
                        "\(folder)/certs/thorn.pem", "--key", "\(folder)/keys/thorn.key", "--write-out",
                        "%{http_code}",
                        "--output", "/dev/null", "https://127.0.0.1:\(gate.port)/\(path)",
                    ]
                )
                #expect(String(decoding: run.output, as: UTF8.self) == "404", "\(path)")
            }
            let words = "admin listener at 127.0.0.1:"
            let line = try #require(gate.log.split(separator: "\n").first { $0.contains(words) })
            let port = try #require(line.split(separator: ":").last.flatMap { Int($0) })
            #expect(port != gate.port)
            let run = try Subprocess.run(
                "curl",
                ["--silent", "--noproxy", "*", "http://127.0.0.1:\(port)/readyz"]
            )
            #expect(String(decoding: run.output, as: UTF8.self) == "ready\ndemonstration root\n")
        }
    }

    @Test func aGateWhoseCoreIsDeadIsHealthyButNotReady() async throws {
        try await serving { gate in
            let core = try #require(gate.children.first)
            kill(core, SIGSTOP)
            kill(core, SIGKILL)
            var seen = try gate.admin("/readyz")
            for _ in 0..<2_000 where seen.status != 503 {
                for child in gate.children { kill(child, SIGKILL) }
                seen = try gate.admin("/readyz")
            }
            #expect(seen.status == 503)
            #expect(seen.body.contains("core_unavailable"))
            #expect(try gate.admin("/healthz").status == 200)
        }
    }

    @Test func theStatusCommandSaysByItsExitHowTheGateIs() async throws {
        try await serving { gate in
            let well = try gate.command(["status"])
            #expect(well.status == 0, "\(String(decoding: well.output, as: UTF8.self))")
            #expect(String(decoding: well.output, as: UTF8.self).hasPrefix("ready\n"))
            #expect(gate.stop() == 0)
            let gone = try gate.command(["status"])
            #expect(gone.status == 2)
            #expect(gone.errors.contains("no gate answers there"))
        }
    }

    @Test func aCheckBeforeTheStartFindsWhatWouldGoWrong() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder)
            let check = {
                try Subprocess.run(Programs.abeyance, ["check", "--config", "\(folder)/abeyance.yaml"])
            }
            let good = try check()
            #expect(good.status == 0, "\(String(decoding: good.output, as: UTF8.self))\(good.errors)")
            try FileManager.default.removeItem(atPath: "\(folder)/crl")
            let missing = try check()
            #expect(missing.status == 2)
            let words = String(decoding: missing.output, as: UTF8.self)
            #expect(
                words.hasPrefix("error: \(folder)/crl: the folder of revocation lists is not there")
                    && words.split(separator: "\n").count == 1,
                "\(words)"
            )
            try FileManager.default.createDirectory(
                atPath: "\(folder)/crl",
                withIntermediateDirectories: false
            )
            try Authority.put(Array("nonsense".utf8), at: "\(folder)/crl/list.pem")
            let warned = try check()
            #expect(warned.status == 1)
            #expect(String(decoding: warned.output, as: UTF8.self).contains("crl/list.pem"))
            try Authority.put(
                try TestFiles.bytes(atPath: "\(folder)/certs/icmec.pem"),
                at: "\(folder)/certs/server.pem"
            )
            let bad = try check()
            #expect(bad.status == 2)
            #expect(String(decoding: bad.output, as: UTF8.self).contains("error: "))
        }
    }

    private func serving(_ body: (RunningGate) throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try RunningGate.prepare(folder)
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            try body(gate)
        }
    }
}

extension RunningGate {
    /// Asks the admin listener in the state folder, with curl.
    func admin(_ path: String, _ more: [String] = []) throws -> (status: Int, body: String) {
        let run = try Subprocess.run(
            "curl",
            [
                "--silent", "--show-error", "--max-time", "60", "--unix-socket", "\(folder)/state/admin.sock",
                "--write-out", "\n%{http_code}",
            ] + more + ["http://localhost\(path)"]
        )
        try #require(run.status == 0, "\(run.errors)")
        let text = String(decoding: run.output, as: UTF8.self)
        let end = try #require(text.lastIndex(of: "\n"))
        return (Int(text[text.index(after: end)...]) ?? 0, String(text[..<end]))
    }
}
