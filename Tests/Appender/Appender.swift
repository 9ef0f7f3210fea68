import AuditLog
import Cryptography
import Decisions
import Glibc
import StrictJSON

/// Appends decisions to a log, a few at a time, and writes down each that is acknowledged, as a gate would forward it.
///
/// For tests that look at what such a process asks of the kernel: `abeyance-appender STATE FORWARDS COUNT [weak]`. STATE holds
/// the log and its key `log.key`. FORWARDS gets one frame for each acknowledged decision, in the form in which the gate
/// sends a request to its core, each by one `write`. With `weak`, commits are not synced: the mistake that those tests must
/// notice. With `fill` it appends as fast as it can instead, half of them outcomes, until the log has COUNT entries.
@main struct Appender {
    private let log: AuditLog
    private let forwards: CInt
    private let bundle: BundleReference
    private let activatedAt: Int64

    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count >= 4, let count = Int(words[3]) else { exit(64) }
        let appender = try await Appender(state: words[1], forwards: words[2], isWeak: words.last == "weak")
        if words.last == "fill" {
            try await appender.fill(to: count)
        } else {
            try await appender.append(count)
        }
        await appender.log.close()
        if appender.log.failure != nil { exit(74) }
    }

    private init(state: String, forwards path: String, isWeak: Bool) async throws {
        var settings = AuditLog.Settings(clock: { Self.now })
        settings.limits.checkpointBytes = 40_000
        if isWeak { settings.faults = CommitFaults(leavesCommitsUnsynced: true) }
        log = try await AuditLog.open(
            in: state,
            key: PrivateKey(pem: Self.bytes(of: "\(state)/log.key")),
            settings: settings
        )
        forwards = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard forwards >= 0, let inForce = log.bundleInForce else { exit(2) }
        bundle = BundleReference(name: "test", version: 1, digest: inForce.digest)
        activatedAt = inForce.index
    }

    /// Batches of one to eight decisions; of every other permit the outcome follows.
    private func append(_ count: Int) async throws {
        var number = 0
        var size = 1
        while number < count {
            let batch = number..<min(count, number + size)
            let decided = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in batch {
                    group.addTask {
                        let index = try await log.append(decision(number)).index
                        forward(index)
                        return index
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for decision in decided where decision % 2 == 0 {
                _ = try await log.append(outcome(of: decision))
            }
            number = batch.upperBound
            size = size * 2 % 15
        }
    }

    /// Pairs of a permit and its outcome by many callers; a last permit goes without when the count is odd.
    private func fill(to count: Int) async throws {
        let missing = max(0, count - Int(log.size))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<256 {
                group.addTask {
                    for number in stride(from: caller, to: missing / 2, by: 256) {
                        let index = try await log.append(decision(number)).index
                        _ = try await log.append(outcome(of: index))
                    }
                }
            }
            try await group.waitForAll()
        }
        if missing % 2 == 1 { _ = try await log.append(decision(missing)) }
    }

    /// The frame of a request: two lengths, and a head without a body.
    private func forward(_ decision: Int64) {
        let head = JSONValue.object(["decision": .integer(decision), "operation": "test"]).serialized()
        let frame: [UInt8] = [0, 0, 0, UInt8(head.count), 0, 0, 0, 0] + head
        guard unsafe write(forwards, frame, frame.count) == frame.count else { exit(2) }
    }

    private func decision(_ number: Int) -> EntryDraft {
        let now = Self.now
        let facts = RequestFacts(
            now: now,
            organisation: "thorn",
            certificate: .of([7]),
            operation: OperationCatalogue.all[0]
        )
        return EntryDraft(
            type: .decision,
            body: [
                "requestId": .string(ExactString("request-\(number)")), "generation": 1,
                "bundle": .object(bundle.json), "bundleActivatedAt": .integer(activatedAt),
                "facts": .object(facts.json), "principals": [],
                "ruling": ["decision": "allow", "determining": [], "errors": [], "reasons": []],
            ],
            time: now,
            requiredBundle: bundle.digest
        )
    }

    private func outcome(of decision: Int64) -> EntryDraft {
        OutcomeRecord(
            decision: decision,
            result: .failed(code: "core_refused", beforeMatching: true),
            model: nil,
            duration: 10
        ).draft(at: Self.now)
    }

    /// Years ahead, so that it lies behind whatever a test wrote before.
    private static var now: Timestamp {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec) + 400_000_000).adding(
            microseconds: Int64(time.tv_nsec) / 1_000
        )
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
