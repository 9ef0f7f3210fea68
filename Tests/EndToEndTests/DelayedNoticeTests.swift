import Cryptography
import Decisions
import Foundation
import Provisioning
import StrictJSON
import Support
import Testing
import Warrants

/// A court lets notice wait until a day: from then on the log says that it is due.
@Suite(.serialized) struct DelayedNoticeTests {
    @Test(
        "a delayed notice is due when its day has passed and something was searched, by the log alone",
        .enabled(if: TestWorker.isPresent, "python3 is not installed")
    )
    func due() async throws {
        try await initialised { folder in
            try TestWorker.install(in: folder)
            let gate = try RunningGate.start(in: folder, initialise: false)
            defer { gate.kill() }
            let court = try Courthouse(of: folder)
            let (past, future) = (court.now.adding(seconds: -60), court.now.adding(seconds: 40 * 86_400))
            let police = gate.client("metro-police")
            @discardableResult
            func search(_ id: Int, until: Timestamp?, times: Int = 1, ending: String = "") throws -> String {
                let image = PoliceSearch.image(id, ending: ending)
                var order = try court.order(for: image)
                order.order.delayedNoticeUntil = until
                let token = try court.token(order)
                let search = PoliceSearch(image: image, token: token)
                for _ in 0..<times {
                    let answer = try police.call("SearchFacesByImage", search.body, fields: search.fields)
                    let entry = try gate.entries.entry(try #require(answer.decision))
                    #expect(entry["use"] != nil, "\(answer)")
                    #expect(
                        entry["facts"]?["warrant"]?["verified"]?["noticeDelayedUntil"]?.string
                            == until.map { ExactString($0.rfc3339) }
                    )
                    // What the policies saw has it too.
                    #expect((entry["context"]?["warrant"]?["noticeDelayedUntil"] == nil) == (until == nil))
                }
                return token
            }
            let due = try search(1, until: past, times: 2)
            try search(2, until: future)
            try search(3, until: nil)
            try search(4, until: past, ending: "REFUSE")
            #expect(gate.stop() == 0)

            let told = try Self.notices(folder)
            #expect(told.lines.count == 2, "\(told.lines)")
            #expect(
                told.lines[0].hasPrefix(past.rfc3339) && told.lines[0].contains("2 searches by metro-police")
            )
            #expect(told.lines[1].hasPrefix("1 notice due before ") && told.lines[1].hasSuffix(", 1 not yet"))
            let json = try JSONValue.parse(Array(Self.notices(folder, "--json").lines[0].utf8))
            #expect(json["notice_due"]?.array?.count == 1 && json["pending"]?.array?.count == 1)
            #expect(json["notice_due"]?.array?.first?["searches"] == 2)
            #expect(
                try Self.notices(folder, "--due", "2020-01-01").lines == [
                    "0 notices due before 2020-01-01T00:00:00.000000Z, 2 not yet"
                ]
            )
            #expect(try Self.notices(folder, "--due", future.adding(seconds: 1).rfc3339).lines.count == 3)

            // With the digest key and the court's list it has a name.
            let id = try #require(try Self.tokenID(of: due))
            let list = #"{"iss": "\#(Courthouse.uri)", "jti": "\#(id)", "uses": 10}"#
            try TestFiles.write(Array(list.utf8), toPath: "\(folder)/issued.jsonl")
            let named = try Self.notices(
                folder,
                "--issued",
                "\(folder)/issued.jsonl",
                "--digest-key",
                "\(folder)/state/digest.key"
            )
            #expect(named.lines[0].contains("  \(id) of \(Courthouse.uri)  "), "\(named.lines)")
            #expect(try Self.notices(folder, "--issued", "\(folder)/issued.jsonl").code == 64)
            #expect(try Self.notices(folder, "--due", "soon").code == 64)
            let replayed = try Subprocess.run(
                Programs.abeyance,
                ["audit", "replay", "\(folder)/state", "--key", "\(folder)/state/log.vkey"]
            )
            #expect(replayed.status == 0, "\(replayed.errors)")
        }
    }

    private static func notices(_ folder: String, _ more: String...) throws -> (code: Int32, lines: [String])
    {
        let run = try Subprocess.run(
            Programs.abeyance,
            ["audit", "notices", "\(folder)/state", "--key", "\(folder)/state/log.vkey"] + more
        )
        let text = String(decoding: run.output, as: UTF8.self)
        return (run.status, text.split(separator: "\n").map(String.init))
    }

    private static func tokenID(of token: String) throws -> ExactString? {
        let parts = token.split(separator: ".")
        return try JSONValue.parse(Base64URL.decode(String(parts[1])) ?? [])["jti"]?.string
    }
}
