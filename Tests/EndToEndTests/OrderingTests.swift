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
                    "strace", "-f", "-y", "-s", "70000", "-e", "signal=none", "-o", trace, "-e",
                    "trace=pwrite64,fdatasync,fsync,write,sendto,sendmsg,writev",
                ]
            )
            let ngo = gate.client("icmec")
            for _ in 0..<12 {
                _ = try ngo.call("CreateCollection", ["CollectionId": "missing-children"])
                _ = try ngo.call("ListCollections", [:])
                _ = try ngo.call("DeleteCollection", ["CollectionId": "missing-children"])
            }
            #expect(gate.stop() == 0)
            let order = SystemCallOrder(trace: try String(contentsOfFile: trace, encoding: .utf8))
            #expect(order.forwarded.count >= 36, "the core was asked \(order.forwarded.count) times")
            #expect(order.unrecorded == [], "forwarded before the sync of their entries")
        }
    }

    @Test func aForwardBeforeItsSyncIsNoticed() {
        let trace = """
            7 pwrite64(9</s/audit.sqlite-wal>, "{\\"index\\":4,\\"type\\":\\"decision\\"}", 40, 0) = 40
            8 sendto(11<UNIX:[1]>, "{\\"decision\\":4}", 14, 0, NULL, 0) = 14
            7 fdatasync(9</s/audit.sqlite-wal>) = 0
            """
        #expect(SystemCallOrder(trace: trace).unrecorded == [4])
    }
}

/// Reads a trace of system calls: which log entries were written, which of them synced, and what was forwarded when.
struct SystemCallOrder {
    /// The decisions forwarded to the core, in order.
    private(set) var forwarded: [Int] = []
    /// Those of them whose entry was not durable at that moment.
    private(set) var unrecorded: [Int] = []

    private var written: Set<Int> = []
    private var durable: Set<Int> = []
    private var unfinished: [Substring: Substring] = [:]

    init(trace: String) {
        for line in trace.split(separator: "\n") {
            let thread = line.prefix { $0 != " " }
            let rest = line.dropFirst(thread.count).drop { $0 == " " }
            if rest.hasSuffix("<unfinished ...>") {
                // A call counts as begun for what it sends, and as ended for what it makes durable.
                unfinished[thread] = rest
                begin(rest)
            } else if rest.hasPrefix("<... ") {
                guard let begun = unfinished.removeValue(forKey: thread) else { continue }
                end(begun, succeeded: !rest.contains("= -1"))
            } else {
                begin(rest)
                end(rest, succeeded: !rest.contains(") = -1"))
            }
        }
    }

    private mutating func begin(_ call: Substring) {
        guard Self.sends.contains(where: { call.hasPrefix($0) }), call.contains("UNIX") else { return }
        for decision in Self.numbers(in: call, after: #"\"decision\":"#) {
            forwarded.append(decision)
            if !durable.contains(decision) { unrecorded.append(decision) }
        }
    }

    private mutating func end(_ call: Substring, succeeded: Bool) {
        guard succeeded, call.contains("audit.sqlite-wal") else { return }
        if call.hasPrefix("pwrite64(") {
            written.formUnion(Self.numbers(in: call, after: #"\"index\":"#))
        } else if call.hasPrefix("fdatasync(") || call.hasPrefix("fsync(") {
            durable.formUnion(written)
        }
    }

    private static let sends = ["sendto(", "sendmsg(", "write(", "writev("]

    private static func numbers(in call: Substring, after key: String) -> [Int] {
        call.components(separatedBy: key).dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }
    }
}
