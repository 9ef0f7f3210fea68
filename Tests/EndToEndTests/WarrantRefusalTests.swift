import Cryptography
import Decisions
import Foundation
import Provisioning
import StrictJSON
import Support
import Testing
import Warrants

/// Each refusal of a warrant, over mutual TLS against the real program: what the client is told, and what the log keeps.
@Suite(.serialized) struct WarrantRefusalTests {
    @Test(
        "each refusal code is told, is one entry with that code, and the whole log decides the same again",
        .enabled(if: TestWorker.isPresent, "python3 is not installed")
    )
    func everyCode() async throws {
        try await servingWarrants { gate, _ in
            let bench = try WarrantAttempts(of: gate)
            let police = gate.client("metro-police")
            let client = try RacingClient(to: gate)
            var entries = try gate.entries.entries("decision").count
            for code in WarrantRefusalCode.allCases {
                let attempts = try bench.attempts(for: code)
                let last = try #require(attempts.last)
                for search in attempts.dropLast() {
                    let before = try police.call("SearchFacesByImage", search.body, fields: search.fields)
                    #expect(before.status == 200, "\(code): \(before.message)")
                    entries += 1
                }
                // Over HTTP/1.1, where the head has room for a token beyond the limit.
                client.send(last)
                let answer = try #require(client.answer(), "\(code)")
                let refused = try JSONValue.parse(Array(answer.body.utf8))
                let message = refused["Message"]?.string?.value ?? ""
                #expect(answer.status == 400 && refused["__type"] == "AccessDeniedException", "\(code)")
                #expect(message.hasPrefix("warrant_\(code.rawValue): "), "\(code): \(message)")
                let decisions = try gate.entries.entries("decision")
                entries += 1
                #expect(decisions.count == entries, "\(code) is one entry")
                let entry = try #require(decisions.last)
                let index = try #require(entry["index"]?.integer)
                #expect(message.contains("decision \(index) of "), "\(code): \(message)")
                let recorded = entry["facts"]?["warrant"]?["refused"]
                #expect(recorded?["code"]?.string == ExactString(code.rawValue))
                #expect(
                    entry["ruling"]?["reasons"] == .array([.string(ExactString("warrant_\(code.rawValue)"))])
                )
                #expect(entry["use"] == nil, "\(code): nothing is counted")
                let token = SHA256Digest.of(Array(last.token.utf8.prefix(16_384)))
                #expect(recorded?["token"]?.string == ExactString(token.hex), "\(code)")
                #expect(!String(decoding: entry.serialized(), as: UTF8.self).contains(last.token), "\(code)")
            }
            #expect(gate.stop() == 0)
            let received = TestWorker.decisions(in: gate.folder).count
            #expect(received == 1, "only the use that was spent was forwarded")
            let verified = try gate.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
            let replayed = try gate.entries.replay()
            #expect(replayed.isGood, "\(replayed.words)")
        }
    }

    @Test(
        "a use is given back only when the core refused before matching, and is counted after the order's end",
        .enabled(if: TestWorker.isPresent, "python3 is not installed")
    )
    func givenBack() async throws {
        try await initialised { folder in
            try TestWorker.install(in: folder)
            let court = try Courthouse(of: folder)
            func search(_ gate: RunningGate, ending: String) throws -> (CurlClient.Response, JSONValue) {
                let image = PoliceSearch.image(1, ending: ending)
                var order = try court.order(for: image, uses: 1)
                order.statusIndex = 4
                let token = try tokens[ending] ?? court.token(order)
                tokens[ending] = token
                let search = PoliceSearch(image: image, token: token)
                let answer = try gate.client("metro-police").call(
                    "SearchFacesByImage",
                    search.body,
                    fields: search.fields
                )
                return (answer, try gate.entries.entry(try #require(answer.decision)))
            }
            var tokens: [String: String] = [:]
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            for _ in 0..<2 {
                let (answer, entry) = try search(gate, ending: "REFUSE")
                #expect(answer.status == 400 && entry["use"] == ["n": 1, "of": 1], "\(answer)")
            }
            let (broken, _) = try search(gate, ending: "BREAK")
            // No error that a client's library would send again, since the use is spent.
            #expect(broken.status == 400 && broken.message.contains("core_unavailable"), "\(broken)")
            #expect(try search(gate, ending: "BREAK").0.message.hasPrefix("warrant_uses_exhausted: "))
            #expect(gate.stop() == 0)
            let restarted = try RunningGate.start(in: folder, initialise: false)
            defer { restarted.kill() }
            #expect(try search(restarted, ending: "BREAK").0.message.hasPrefix("warrant_uses_exhausted: "))
            #expect(try search(restarted, ending: "REFUSE").1["use"] == ["n": 1, "of": 1])
            #expect(restarted.stop() == 0)
            let told = try Subprocess.run(
                Programs.abeyance,
                [
                    "warrant", "uses", "\(folder)/state", "--key", "\(folder)/state/log.vkey", "--digest-key",
                    "\(folder)/state/digest.key", "--token",
                    try Self.file(try #require(tokens["BREAK"]), folder),
                ]
            )
            #expect(String(decoding: told.output, as: UTF8.self).contains(": 1 of 1 used"), "\(told.errors)")
            let verified = try restarted.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test(
        "police enrol no probe: not without saying that it is a booking, and then no order covers its identifier",
        .enabled(if: TestWorker.isPresent, "python3 is not installed")
    )
    func noProbeIsEnrolled() async throws {
        try await servingWarrants { gate, court in
            let image = PoliceSearch.image(1)
            let picture: JSONValue = ["Bytes": .string(ExactString(Base64.encode(image)))]
            var order = try court.order(for: image)
            order.search.operations = try ["SearchFacesByImage", "SearchFaces", "IndexFaces"].map(
                Courthouse.operation
            )
            let police = gate.client("metro-police")
            let fields = PoliceSearch(image: image, token: try court.token(order)).fields
            let enrol: JSONValue = ["CollectionId": "mugshots", "Image": picture]
            for stated in [[], Array(fields.dropFirst()), [("Abeyance-Image-Source", "phone")]] {
                let refused = try police.call("IndexFaces", enrol, fields: stated)
                #expect(refused.errorType == "AccessDeniedException")
                let entry = try gate.entries.entry(try #require(refused.decision))
                #expect(
                    entry["ruling"]?["determining"]?.array?.contains("police-enrol-bookings-only") == true
                )
            }
            // Under a warrant it is outside: an order is about searching.
            #expect(
                try police.call("IndexFaces", enrol, fields: fields).message.hasPrefix(
                    "warrant_out_of_scope: "
                )
            )
            let byFace: JSONValue = [
                "CollectionId": "mugshots", "FaceId": "11111111-2222-3333-4444-555555555555",
                "FaceMatchThreshold": 99, "MaxFaces": 5,
            ]
            let searched = try police.call("SearchFaces", byFace, fields: fields)
            #expect(searched.message.hasPrefix("warrant_out_of_scope: "), "\(searched.message)")
            #expect(gate.stop() == 0)
            #expect(TestWorker.decisions(in: gate.folder) == [])
        }
    }

    private static func file(_ token: String, _ folder: String) throws -> String {
        try TestFiles.write(Array(token.utf8), toPath: "\(folder)/token.jwt")
        return "\(folder)/token.jwt"
    }
}
