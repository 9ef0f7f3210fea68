import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog
import Witnessing

@Suite("Two parties over HTTP on loopback")
struct WitnessServerTests {
    private func round(_ log: GrowingLog, _ place: String) -> WitnessRound {
        WitnessRound(source: log, folder: CosignatureFolder(beside: place), transport: WitnessClient())
    }

    @Test("a growing log is cosigned again and again, and its cosignatures lie beside it")
    func growth() async throws {
        let log = try GrowingLog(10)
        try await TestWitness.serving([log.key]) { asked, witness, place in
            for size in [10, 10, 11, 300, 1000] as [Int64] {
                let found = try await round(log.grown(to: size), place).ask(asked)
                #expect(found.size == size)
                let folder = CosignatureFolder(beside: place)
                let kept = try #require(folder.newest(of: witness.verifier, log: log.key))
                #expect(try Checkpoint(parsing: kept.note.text).size == size)
                #expect(kept.time == found.time)
                #expect(round(log, place).cosignedSize([asked.key]) == size)
                #expect(folder.newest(by: [asked.key], quorum: 1, log: log.key) == kept.note)
                #expect(folder.newest(by: [asked.key], quorum: 2, log: log.key) == nil)
            }
        }
    }

    @Test("a log that lost its cosignatures learns from the witness where it was")
    func forgotten() async throws {
        let log = try GrowingLog(10)
        try await TestWitness.serving([log.key]) { asked, _, place in
            _ = try await round(log, place).ask(asked)
            let later = try await round(log.grown(to: 20), "\(place)/w").ask(asked)
            #expect(later.size == 20)
        }
    }

    @Test("a log that was rolled back is told so, and gets nothing")
    func rolledBack() async throws {
        let log = try GrowingLog(10)
        try await TestWitness.serving([log.key]) { asked, _, place in
            _ = try await round(log.grown(to: 20), place).ask(asked)
            for beside in [place, "\(place)/w"] {
                #expect(await Self.fault(round(log, beside), asked) == .ahead)
            }
        }
    }

    @Test("a forked log is told so, of the same size and of another")
    func forked() async throws {
        let log = try GrowingLog(10)
        try await TestWitness.serving([log.key]) { asked, witness, place in
            _ = try await round(log, place).ask(asked)
            for size in [10, 20] as [Int64] {
                let fork = try GrowingLog(size, word: "other", signer: log.signer)
                #expect(await Self.fault(round(fork, place), asked) == .forked)
            }
            let kept = try #require(witness.checkpoint(OriginHash.of(log.key.name)))
            #expect(try Checkpoint.open(kept, log: log.key).root == log.tree.root)
        }
    }

    @Test(
        "of two checkpoints asked for at once from one size, one is cosigned and the other told to ask again"
    )
    func together() async throws {
        let log = try GrowingLog(10)
        try await TestWitness.serving([log.key]) { asked, _, _ in
            let client = WitnessClient()
            _ = try await client.addCheckpoint(try log.request(from: 0), at: asked.address)
            for step in Int64(0)..<10 {
                let base = 10 + 20 * step
                let bodies = try [base + 10, base + 20].map { try log.grown(to: $0).request(from: base) }
                async let first = client.addCheckpoint(bodies[0], at: asked.address)
                async let second = client.addCheckpoint(bodies[1], at: asked.address)
                let statuses = try await [first.status, second.status]
                #expect(statuses.sorted() == [200, 409])
                if statuses[0] == 200 {
                    let rest = try log.grown(to: base + 20).request(from: base + 10)
                    #expect(try await client.addCheckpoint(rest, at: asked.address).status == 200)
                }
            }
        }
    }

    @Test("several witnesses are asked in one round; one that is away or wrong does not hold up the others")
    func several() async throws {
        let log = try GrowingLog(10)
        try await TestWitness.serving([log.key]) { asked, _, place in
            let away = WitnessRound.Witness(address: try WitnessAddress("http://127.0.0.1:1"), key: asked.key)
            let stranger = try WitnessSigner(name: "w2", key: .generate(.ed25519)).verifier
            let wrong = WitnessRound.Witness(address: asked.address, key: stranger)
            let results = await round(log, place).ask([away, asked, wrong])
            #expect(results.map(\.witness) == [away, asked, wrong])
            #expect(results.map { Self.code($0) } == [.unreachable, nil, .answer])
        }
    }

    @Test("the last cosigned checkpoint is there for anybody, other paths, methods and sizes are refused")
    func surface() async throws {
        let log = try GrowingLog(10)
        try await TestWitness.serving([log.key]) { asked, witness, place in
            let hash = OriginHash.of(log.key.name)
            #expect(try await Self.ask(asked, "GET /\(hash)/checkpoint").hasPrefix("HTTP/1.1 404 "))
            _ = try await round(log, place).ask(asked)
            let answer = try await Self.ask(asked, "GET /\(hash)/checkpoint")
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            let note = try #require(witness.checkpoint(hash))
            #expect(answer.hasSuffix(String(decoding: note, as: UTF8.self)))
            #expect(try await Self.ask(asked, "GET /add-checkpoint").hasPrefix("HTTP/1.1 405 "))
            #expect(try await Self.ask(asked, "POST /other").hasPrefix("HTTP/1.1 404 "))
            #expect(try await Self.ask(asked, "GET /../checkpoint").hasPrefix("HTTP/1.1 404 "))
            #expect(try await Self.ask(asked, "BREW /add-checkpoint").hasPrefix("HTTP/1.1 501 "))
            let large = "content-length: 262145\r\n"
            #expect(try await Self.ask(asked, "POST /add-checkpoint", large).hasPrefix("HTTP/1.1 413 "))
            let twice = "content-length: 1\r\ncontent-length: 1\r\n"
            #expect(try await Self.ask(asked, "POST /add-checkpoint", twice).hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("a connection is used for several requests, in chunks too")
    func keptAlive() async throws {
        let log = try GrowingLog(10)
        try await TestWitness.serving([log.key]) { asked, _, _ in
            let body = String(decoding: try log.request(from: 0), as: UTF8.self)
            let chunked =
                "POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ntransfer-encoding: chunked\r\n\r\n"
                + "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
            let answer = try await Self.send(
                asked,
                chunked + "GET /x HTTP/1.1\r\nhost: w\r\nconnection: close\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 3)
        }
    }

    private static func code(_ result: WitnessRound.Result) -> WitnessFault.Code? {
        if case .failure(let fault) = result.outcome { fault.code } else { nil }
    }

    private static func fault(
        _ round: WitnessRound,
        _ witness: WitnessRound.Witness
    ) async -> WitnessFault.Code? {
        code(await round.ask([witness])[0])
    }

    private static func ask(
        _ witness: WitnessRound.Witness,
        _ line: String,
        _ fields: String = ""
    ) async throws -> String {
        try await send(witness, "\(line) HTTP/1.1\r\nhost: w\r\nconnection: close\r\n\(fields)\r\n")
    }

    private static func send(_ witness: WitnessRound.Witness, _ text: String) async throws -> String {
        let port = witness.address.port
        return try await Blocking.run { try RawExchange.run(port: port, text) }
    }
}
