import Cryptography
import Testing
import TransparencyLog
import Witnessing

@Suite("Asking a witness")
struct WitnessRequestTests {
    private let log: GrowingLog
    private let witness: WitnessSigner

    init() throws {
        log = try GrowingLog(10)
        witness = try WitnessSigner(name: "w", key: .generate(.ed25519))
    }

    private func asking(known: Int64 = 0) throws -> WitnessRequest {
        try WitnessRequest(log.newestCheckpoint(), log: log.key, witness: witness.verifier, known: known)
    }

    private func reply(_ status: Int, _ body: String = "") -> WitnessReply {
        WitnessReply(status: status, mediaType: "", body: Array(body.utf8))
    }

    private func cosigned(time: Int64 = 7, by signer: WitnessSigner? = nil) throws -> String {
        try (signer ?? witness).cosign(log.checkpoint().text, time: time).line
    }

    private func code(_ body: () throws -> Void) -> WitnessFault.Code? {
        do { try body() } catch { return (error as? WitnessFault)?.code }
        return nil
    }

    @Test("a cosignature ends it, with the log's signature and the witness's on the note")
    func done() throws {
        var request = try asking(known: 3)
        #expect(try request.first() == .send(from: 3))
        #expect(request.needsProof)
        guard case .done(let note, let time) = try request.take(reply(200, cosigned())) else {
            Issue.record("not done")
            return
        }
        #expect(time == 7)
        #expect(note.signatures.count == 2)
        #expect(try note.cosignatures(by: [witness.verifier]).count == 1)
    }

    @Test("a witness that knows another size is asked once more, from there")
    func conflict() throws {
        var request = try asking()
        #expect(!request.needsProof)
        #expect(try request.take(reply(409, "4\n")) == .send(from: 4))
        #expect(request.needsProof)
        #expect(code { _ = try request.take(reply(409, "5\n")) } == .refused)
    }

    @Test("a witness ahead of the log, or one that holds another tree, is evidence")
    func evidence() throws {
        var request = try asking()
        #expect(code { _ = try request.take(reply(409, "11\n")) } == .ahead)
        #expect(code { _ = try asking(known: 11).first() } == .ahead)
        request = try asking(known: 4)
        #expect(code { _ = try request.take(reply(422)) } == .forked)
        #expect(WitnessFault(.ahead, "").isEvidence && WitnessFault(.forked, "").isEvidence)
        #expect(!WitnessFault(.unreachable, "").isEvidence)
    }

    @Test(
        "sizes that are none end it",
        arguments: ["", "4", "04\n", "-1\n", "4\n\n", "0\n", " 4\n", "x\n", "9223372036854775808\n"]
    )
    func sizes(text: String) throws {
        var request = try asking()
        #expect(code { _ = try request.take(reply(409, text)) } == .refused)
    }

    @Test("other statuses end it, and what the witness says cannot disturb a terminal")
    func refused() throws {
        for status in [400, 403, 404, 500, 503, 204, 302] {
            var request = try asking()
            do {
                _ = try request.take(reply(status, "no\u{1b}[2J"))
                Issue.record("went on")
            } catch {
                #expect(error.code == .refused)
                #expect(error.detail.contains("\(status)") && !error.detail.utf8.contains(0x1b))
            }
        }
    }

    @Test("an answer without this witness's valid, timed cosignature is none")
    func answers() throws {
        let other = try WitnessSigner(name: "w", key: .generate(.ed25519))
        let elsewhere = try witness.cosign(log.grown(to: 11).checkpoint().text, time: 7).line
        let answers = try ["", "garbage\n", cosigned(by: other), elsewhere, String(cosigned().dropLast())]
        for text in answers {
            var request = try asking()
            #expect(code { _ = try request.take(reply(200, text)) } == .answer, "\(text)")
        }
        var request = try asking()
        guard case .done(let note, _) = try request.take(reply(200, cosigned(by: other) + cosigned())) else {
            Issue.record("not done")
            return
        }
        #expect(note.signatures.count == 2)
    }

    @Test("a checkpoint that is not the log's is not shown to anybody")
    func foreign() throws {
        let other = try GrowingLog(3)
        let note = try other.newestCheckpoint()
        #expect(
            code {
                _ = try WitnessRequest(note, log: log.key, witness: witness.verifier, known: 0)
            } == .log
        )
    }

    @Test(
        "addresses are read strictly",
        arguments: [
            ("http://w.example", "w.example", 80, "", "w.example"),
            ("http://127.0.0.1:8080/", "127.0.0.1", 8080, "", "127.0.0.1:8080"),
            ("http://[::1]:8080/a/b/", "::1", 8080, "/a/b", "[::1]:8080"),
        ]
    )
    func addresses(text: String, host: String, port: Int, prefix: String, authority: String) throws {
        let address = try WitnessAddress(text)
        #expect(address.host == host && address.port == port)
        #expect(address.prefix == prefix && address.authority == authority)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "w.example", "https://w.example", "http://", "http://:80", "http://w:0", "http://w:65536",
            "http://w:x", "http://w/a?b", "http://w/#", "http://u@w", "http://w /", "http://w\r\nx",
            "http://w:",
        ]
    )
    func refusedAddresses(text: String) { #expect(throws: WitnessFault.self) { try WitnessAddress(text) } }
}
