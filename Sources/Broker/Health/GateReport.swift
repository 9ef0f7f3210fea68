import AuditLog
import Cryptography
import Decisions
import FrontEnd
import PolicyControl
import StrictJSON
import TLS
import Upstreams

/// What can be said about the running gate: whether it is well, its status and its metrics.
///
/// Reads, and changes nothing.
struct GateReport: Sendable {
    let configuration: Configuration
    let log: AuditLog
    let core: WorkerCore
    let premises: Generation.Premises
    let generations: CurrentGeneration
    let standing: ReloadStanding
    let meter: Meter
    /// Connections and requests in hand, once the listener stands.
    let load: @Sendable () -> (connections: Int, requests: Int)
    /// The entries that organisations may cause in a day.
    let budget: EntryBudget
    /// The age of the oldest entry that no cosigned checkpoint covers, in seconds; `nil` when no witness is named.
    let unwitnessed: @Sendable () -> Int64?

    /// Why the process should be started again; empty while it is well.
    var illnesses: [String] { log.failure.map { ["the audit log has failed: \($0)"] } ?? [] }

    /// Why requests are refused at the moment, whoever asks; empty while the gate is ready.
    var obstacles: [String] {
        let now = premises.clock()
        var found = illnesses
        if log.isDiskLow { found.append("audit_disk_low: the reserve of disk is touched") }
        switch log.clockStanding {
        case .trusted: break
        case .jumped(let difference):
            found.append(
                "clock_untrusted: the wall clock jumped by \(difference / 1_000_000) seconds against the time since boot; set it right and wait a minute, or see `abeyance trust-clock --help`"
            )
        case .behind(let newest):
            found.append(
                "clock_untrusted: the wall clock is behind the log's newest entry, which is of \(newest.rfc3339)"
            )
        }
        switch core.standing.phase {
        case .ready: break
        case .starting: found.append("core_unavailable: the matching core is starting")
        case .down(let reason), .ended(let reason): found.append("core_unavailable: \(reason)")
        }
        let generation = generations.value
        for certificate in generation.material.identity.chain where !certificate.isValid(at: now) {
            found.append("the server's certificate `\(certificate.subject)` is not valid now")
        }
        if let end = generation.bundle.about.expires, now >= end {
            found.append("policy_expired: the policy set ended at \(end.rfc3339)")
        }
        return found
    }

    /// What somebody should look at although requests are served.
    var warnings: [String] {
        let now = premises.clock()
        let standing = standing.now
        return Expiries(generations.value, premises.revocations.current).warnings(at: now)
            + (standing.failure.map { ["reload: failed at \($0.since.rfc3339): \($0.problem)"] } ?? [])
            + (standing.pendingSince.map { ["reload: files changed at \($0.rfc3339) and are not loaded"] }
                ?? [])
            + standing.alarms.map { "\($0.subject.rawValue): \($0.problem)" }
    }

    /// Everything, as `status` shows it.
    var status: JSONObject {
        let generation = generations.value
        let revocations = premises.revocations.current
        let standing = standing.now
        let load = load()
        var object: JSONObject = [
            "ready": .bool(obstacles.isEmpty), "obstacles": .array(obstacles.map(Self.text)),
            "warnings": .array(warnings.map(Self.text)), "generation": .integer(generation.number),
            "loadedAt": .timestamp(standing.loadedAt),
            "bundle": .string(ExactString(generation.bundle.digest.hex)),
            "bundleName": .string(generation.bundle.about.name),
            "bundleVersion": .integer(generation.bundle.about.version),
            "demonstration": .bool(generation.bundle.about.isDemonstration),
            "origin": .string(ExactString(log.origin)),
            "entries": .integer(log.size), "checkpoint": .string(ExactString(log.checkpoint)),
            "queue": .integer(Int64(log.queueDepth)), "connections": .integer(Int64(load.connections)),
            "requests": .integer(Int64(load.requests)),
            "expiries": .array(Expiries(generation, revocations).items.map(Self.json)),
            "refusedIssuers": .digests(revocations.unreadable.sorted { $0.hex < $1.hex }),
            "denied": .object([
                "certificates": .integer(Int64(revocations.deniedCertificates.count)),
                "keys": .integer(Int64(revocations.deniedKeys.count)),
                "authorities": .integer(Int64(revocations.issuedBefore.count)),
            ]),
            "diskReserve": .integer(LogLimits().diskReserve),
        ]
        object.appendPresent("diskFree", FreeSpace.bytes(at: configuration.state))
        object.appendPresent("unwitnessedSeconds", unwitnessed())
        object.appendPresent("reloadFailure", standing.failure.map { ExactString($0.problem) })
        return object
    }

    /// Everything that is counted, as Prometheus reads it.
    var metrics: String {
        let (counts, generation, revocations) = (meter.now, generations.value, premises.revocations.current)
        let items = Expiries(generation, revocations).items
        var text = Exposition()
        text.add(
            .decisions,
            counts.decisions.map { ([$0.isAllowed ? "allow" : "deny", $0.rule], Int64(clamping: $1)) }
                .sorted { $0.0.lexicographicallyPrecedes($1.0) }
        )
        text.add(.refusals, Self.samples(counts.refusals))
        text.add(.handshake, meter.handshake)
        text.add(.decide, meter.decide)
        text.add(.append, meter.append)
        text.add(.forward, meter.forward)
        text.add(
            .certificateEnd,
            items.filter { $0.kind == .server || $0.kind == .authority }
                .map { ([$0.kind.rawValue, $0.name, $0.digest.hex], $0.end.seconds) }
        )
        let lists = items.filter { $0.kind == .revocationList }
        text.add(.revocationListEnd, lists.map { ([$0.name, $0.digest.hex], $0.end.seconds) })
        text.add(
            .revocationListNumber,
            lists.map { ([$0.name, $0.digest.hex], Int64(clamping: $0.number ?? 0)) }
        )
        text.add(.bundleEnd, items.filter { $0.kind == .bundle }.map { ([$0.name], $0.end.seconds) })
        if let age = unwitnessed() { text.add(.unwitnessed, age) }
        text.add(.queueDepth, Int64(log.queueDepth))
        if let free = FreeSpace.bytes(at: configuration.state) { text.add(.diskFree, free) }
        text.add(.diskReserve, LogLimits().diskReserve)
        text.add(.logEntries, log.size)
        text.add(.budgetsSpent, Int64(budget.spent(at: premises.clock())))
        text.add(.generation, generation.number)
        text.add(
            .reloads,
            [
                (["done"], Int64(clamping: counts.reloads.done)),
                (["failed"], Int64(clamping: counts.reloads.failed)),
            ]
        )
        text.add(.reloadFailed, standing.now.failure == nil ? 0 : 1)
        text.add(
            .alarms,
            Alarm.Subject.allCases.map { ([$0.rawValue], Int64(clamping: counts.alarms[$0] ?? 0)) }
        )
        text.add(.ready, obstacles.isEmpty ? 1 : 0)
        text.add(.connections, Int64(load().connections))
        text.add(.requestsInHand, Int64(load().requests))
        text.add(.coreRestarts, Int64(core.standing.restarts))
        return text.text
    }

    private static func samples(_ counts: [String: UInt64]) -> [(labels: [String], value: Int64)] {
        counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (labels: [$0.key], value: Int64(clamping: $0.value)) }
    }

    private static func text(_ words: String) -> JSONValue { .string(ExactString(words)) }

    private static func json(_ item: Expiries.Item) -> JSONValue {
        var object: JSONObject = [
            "kind": .string(ExactString(item.kind.rawValue)), "name": .string(ExactString(item.name)),
            "digest": .digest(item.digest), "expires": .timestamp(item.end),
        ]
        object.appendPresent("number", item.number.map { ExactString("\($0)") })
        object.appendPresent("revoked", item.revoked.map(Int64.init))
        return .object(object)
    }
}
