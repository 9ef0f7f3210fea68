import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// The law "record, then act", seen from outside: what the kernel was asked to do, in order.
@Suite(.serialized) struct OrderingTests {
    @Test(.enabled(if: Materials.haveTracer, "strace is not installed"))
    func everyForwardFollowsTheSyncThatCoversItsDecision() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let trace = "\(folder)/trace"
            let gate = try RunningGate.start(
                in: folder,
                prefix: [
                    "strace", "-f", "-y", "-s", "140000", "-e", "signal=none", "-o", trace, "-e",
                    "trace=pwrite64,fdatasync,fsync,write,sendto,sendmsg,writev",
                ]
            )
            defer { gate.kill() }
            let ngo = gate.client("icmec")
            var answered: [Int] = []
            for _ in 0..<12 {
                for (operation, body): (String, JSONValue) in [
                    ("CreateCollection", ["CollectionId": "missing-children"]), ("ListCollections", [:]),
                    ("DeleteCollection", ["CollectionId": "missing-children"]),
                ] {
                    answered.append(try #require(try ngo.call(operation, body).decision))
                }
            }
            // SIGTERM goes to the traced program: a tracer that is told to end would let go of it.
            for child in gate.children { kill(child, SIGTERM) }
            gate.process.waitUntilExit()
            #expect(gate.process.terminationStatus == 0)
            let order = SystemCallOrder(trace: try String(contentsOfFile: trace, encoding: .utf8))
            #expect(order.forwarded == answered, "each answered decision was forwarded once, in order")
            #expect(order.forwarded.count >= 36, "the core was asked \(order.forwarded.count) times")
            #expect(order.unrecorded == [], "forwarded before the sync of their entries")
        }
    }

    /// The beginning of the write-ahead log, with the size of a page.
    private static let beginning =
        #"7 pwrite64(9</s/audit.sqlite-wal>, "magicvsn\0\0\0,sequence-salts-check", 32, 0) = 32"#
    private static let header =
        #"7 pwrite64(9</s/audit.sqlite-wal>, "\0\0\0\5\0\0\0\17salts-checksums!", 24, 32) = 24"#
    private static let middle =
        #"7 pwrite64(9</s/audit.sqlite-wal>, "\0\0\0\5\0\0\0\0salts-checksums!", 24, 32) = 24"#
    private static let page =
        #"7 pwrite64(9</s/audit.sqlite-wal>, "\r\0{\"index\":4,\"origin\":\"o\",\"type\":\"decision\"}", 48, 56) = 48"#
    private static let sync = "7 fdatasync(9</s/audit.sqlite-wal>) = 0"
    private static let forward =
        #"8 sendto(11<socket:[1]>, "\0\0\0-\0\0\0\0{\"id\":4,\"decision\":4,\"operation\":\"listFaces\"}", 54, 0, NULL, 0) = 54"#

    @Test func aForwardAfterTheSyncOfItsCommitIsInOrder() {
        let order = Self.order([Self.header, Self.page, Self.sync, Self.forward])
        #expect(order.forwarded == [4])
        #expect(order.unrecorded == [])
    }

    @Test func aCommitThatIsWrittenByOneCallIsReadLikeOneThatIsWrittenByMany() {
        let all = [
            Self.beginning, Self.middle, Self.page, Self.header, Self.page.replacing("4,", with: "5,"),
        ]
        let bytes = all.flatMap { TracedBytes.first(in: $0[...]) ?? [] }
        #expect(bytes.count == 32 + 2 * (24 + 44))
        let strings = all.map {
            $0.split(separator: "\"", maxSplits: 1)[1].components(separatedBy: "\", ")[0]
        }
        let call = "7 pwrite64(9</s/audit.sqlite-wal>, \"\(strings.joined())\", 168, 0) = 168"
        #expect(
            SystemCallOrder(trace: [call, Self.sync, Self.forward].joined(separator: "\n")).unrecorded == []
        )
        #expect(
            SystemCallOrder(trace: [call, Self.forward, Self.sync].joined(separator: "\n")).unrecorded == [4]
        )
    }

    @Test func aSyncDuringWhichAnotherThreadDidSomethingCountsWhenItHasEnded() {
        let begun = "7 fdatasync(9</s/audit.sqlite-wal> <unfinished ...>"
        let other = #"8 write(5<socket:[2]>, "x", 1) = 1"#
        let ended = "7 <... fdatasync resumed>)          = 0"
        #expect(Self.order([Self.header, Self.page, begun, other, ended, Self.forward]).unrecorded == [])
        #expect(Self.order([Self.header, Self.page, begun, other, Self.forward, ended]).unrecorded == [4])
        let failed = "7 <... fdatasync resumed>)          = -1 EIO (Input/output error)"
        #expect(Self.order([Self.header, Self.page, begun, other, failed, Self.forward]).unrecorded == [4])
    }

    @Test(
        "a forward is noticed when its entry is not durable",
        arguments: [
            [header, page, forward, sync],
            [sync, header, page, forward],
            // A page of a transaction that has not ended, whatever is synced.
            [middle, page, sync, forward],
            // A sync that failed, one of another file, and one that had not ended.
            [header, page, "7 fdatasync(9</s/audit.sqlite-wal>) = -1 EIO (Input/output error)", forward],
            [header, page, "7 fdatasync(9</s/collections.sqlite-wal>) = 0", forward],
            [
                header, page, "7 fdatasync(9</s/audit.sqlite-wal> <unfinished ...>", forward,
                "7 <... fdatasync resumed>) = 0",
            ],
            // A sync that began before the commit was written.
            [
                "6 fdatasync(9</s/audit.sqlite-wal> <unfinished ...>", header, page,
                "6 <... fdatasync resumed>) = 0", forward,
            ],
            // An outcome about the decision is no decision.
            [header, page.replacingOccurrences(of: #"\"decision\""#, with: #"\"outcome\""#), sync, forward],
        ]
    )
    func notDurable(lines: [String]) {
        #expect(Self.order(lines).unrecorded == [4])
    }

    private static func order(_ lines: [String]) -> SystemCallOrder {
        SystemCallOrder(trace: ([beginning] + lines).joined(separator: "\n"))
    }
}
