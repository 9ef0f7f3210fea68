import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// Certificates whose time has passed, or has not come.
@Suite(.serialized) struct ValidityTests {
    @Test(
        "a server certificate that no client would accept keeps the gate from starting",
        .enabled(if: Materials.haveClockShift, "faketime is not installed, or a sanitizer is at work"),
        arguments: [
            ("2024-01-01 00:00:00", "expired at 2024-03-31"), ("2099-01-01 00:00:00", "is not valid before "),
        ]
    )
    func server(date: String, words: String) async throws {
        try await initialised(at: date) { folder in
            let run = try Subprocess.run(
                Programs.abeyance,
                ["serve", "--config", "\(folder)/abeyance.yaml", "--port", "0"]
            )
            expectOneMessage(
                run,
                saying: "\(folder)/certs/server.pem",
                words,
                "put one there that is valid now"
            )
        }
    }

    @Test(.enabled(if: Materials.haveClockShift, "faketime is not installed, or a sanitizer is at work"))
    func anExpiredClientCertificateEndsInAnAlertThatSaysSo() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            try issue(forKeyOf: "icmec", as: "old", at: "2024-01-01 00:00:00", in: folder)
            try issue(forKeyOf: "icmec", as: "fresh", at: nil, in: folder)
            let refused = try gate.client("old").call("ListCollections", [:])
            #expect([35, 56].contains(try #require(refused.failure)), "\(refused)")
            #expect(refused.message.contains("alert certificate expired"))
            #expect(
                try gate.client("fresh").call("ListCollections", [:]).status == 200,
                "only its time was wrong"
            )
            #expect(gate.stop() == 0)
            #expect(gate.log.contains("handshake refused: expired"))
        }
    }

    /// A certificate of one day for a key that is registered, from the authority that the gate trusts.
    private func issue(forKeyOf name: String, as other: String, at date: String?, in folder: String) throws {
        let script = """
            set -e; cd "$1"
            printf 'extendedKeyUsage=clientAuth\\nbasicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\n' >ext
            openssl req -new -key "keys/$2.key" -subj "/CN=$2" -out request
            $4 openssl x509 -req -in request -CA certs/client-ca.pem -CAkey keys/client-ca.key -days 1 \
              -extfile ext -set_serial 0x1234567890abcdef1234567890abcdef -out "certs/$3.pem"
            cp "keys/$2.key" "keys/$3.key"
            """
        let shift = date.map { "faketime \($0.prefix(10))" } ?? ""
        let run = try Subprocess.run("sh", ["-c", script, "sh", folder, name, other, shift])
        try #require(run.status == 0, "\(run.errors)")
    }
}
