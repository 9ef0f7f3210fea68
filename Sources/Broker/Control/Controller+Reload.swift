import AuditLog
import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import TLS

extension Controller {
    /// Loads everything again: restrictions by themselves and first, then one new generation or none.
    ///
    /// - Throws: why the generation in force stays; an alarm and an entry say so too.
    func reload(because cause: ReloadCause, userID: Int64? = nil) async throws -> JSONObject {
        try await inTurn { controller in
            await controller.readRestrictions()
            return try await controller.readGeneration(cause, userID)
        }
    }

    /// Looks whether files changed, and loads what did; called now and then.
    func look() async {
        let change = watch.look()
        if change.restrictions { try? await inTurn { await $0.readRestrictions() } }
        guard configuration.watchesFiles else { return await noticeMissedReload(change.generation) }
        if change.generation { _ = try? await reload(because: .file) }
    }

    /// Puts in force what the deny-list and the revocation lists say now.
    private func readRestrictions() async {
        let look = watch.now
        // A list of an authority that the next generation brings must be there before it.
        let coming = (try? Certificate.all(at: configuration.clientAuthorities)) ?? []
        let restrictions = files.read(
            for: (coming + generations.value.material.authorities).withoutRepeats,
            knowing: denied,
            newest: premises.revocations.current.newestNumbers
        )
        denied = restrictions.denied
        premises.revocations.replace(with: restrictions.revocations)
        watch.readRestrictions(at: look)
        let before = standing.change { $0.alarms = restrictions.alarms }.alarms
        await Self.record(restrictions, besides: before, files, log, premises, meter)
    }

    private func readGeneration(_ cause: ReloadCause, _ userID: Int64?) async throws -> JSONObject {
        let look = watch.now
        let now = premises.clock()
        do {
            let current = generations.value
            let next = try PreparedGeneration(
                try bundleInForce(),
                of: try Material(configuration, at: now),
                number: current.number + 1,
                premises: premises
            )
            let record = GenerationRecord(
                number: next.number,
                cause: ExactString(cause.rawValue),
                certificate: try next.material.identity.leaf.fingerprint,
                authorities: next.authorityKeys.sorted { $0.hex < $1.hex },
                bundle: next.bundle.reference,
                requestedBy: userID
            )
            let receipt = try await log.append(record.draft(at: now))
            generations.prepare(next)
            _ = generations.value
            watch.readGeneration(at: look)
            standing.change { standing in
                standing.failure = nil
                standing.pendingSince = nil
                standing.loadedAt = now
            }
            meter.countReload(succeeded: true)
            for warning in Expiries(generations.value, premises.revocations.current).warnings(at: now) {
                premises.complain(warning)
            }
            premises.complain("generation \(next.number) is in force (\(cause.rawValue))")
            return ["generation": .integer(next.number), "index": .integer(receipt.index)]
        } catch {
            watch.readGeneration(at: look)
            let kept = generations.value.number
            let problem = "\(error); generation \(kept) stays in force"
            standing.change { $0.failure = (since: now, problem: problem) }
            meter.countReload(succeeded: false)
            await Self.raise(Alarm(subject: .reload, problem: problem), userID, log, premises, meter)
            throw StartError(problem)
        }
    }

    /// Raises an alarm when files differ from what is loaded for so long that somebody must have forgotten to load them.
    private func noticeMissedReload(_ isPending: Bool) async {
        let due = forgotten.look(isPending: isPending, at: premises.clock())
        let since = forgotten.since
        standing.change { $0.pendingSince = since }
        guard let due else { return }
        let problem =
            "certificate, key or authorities changed on disk at \(due.rfc3339) or before, and nobody has loaded them; run `abeyance reload`"
        await Self.raise(Alarm(subject: .reloadMissed, problem: problem), nil, log, premises, meter)
    }

    /// Keeps copies of the lists that were taken, and records them and what is new to look at.
    static func record(
        _ restrictions: Restrictions,
        besides known: [Alarm],
        _ files: RestrictionFiles,
        _ log: AuditLog,
        _ premises: Generation.Premises,
        _ meter: Meter
    ) async {
        var alarms = restrictions.alarms.filter { !known.contains($0) }
        do {
            try files.keep(restrictions)
        } catch {
            alarms.append(
                Alarm(
                    subject: .revocationList,
                    problem: "\(error); the list is in force until the gate stops"
                )
            )
        }
        for (record, _) in restrictions.taken {
            premises.complain(
                "revocation list number \(record.number) of the authority with the key \(record.issuer.hex) is in force: "
                    + "\(record.revoked) revoked, until \(record.nextUpdate.rfc3339)"
            )
            _ = try? await log.append(record.draft(at: premises.clock()))
        }
        for alarm in alarms { await raise(alarm, nil, log, premises, meter) }
    }

    /// Says, counts and records an alarm.
    private static func raise(
        _ alarm: Alarm,
        _ userID: Int64?,
        _ log: AuditLog,
        _ premises: Generation.Premises,
        _ meter: Meter
    ) async {
        meter.count(alarm.subject)
        premises.complain("alarm: \(alarm.subject.rawValue): \(alarm.problem)")
        let record = AlarmRecord(
            about: ExactString(alarm.subject.rawValue),
            problem: ExactString(alarm.problem),
            requestedBy: userID
        )
        _ = try? await log.append(record.draft(at: premises.clock()))
    }
}

extension TLSIdentity {
    /// The certificate that is shown first.
    var leaf: Certificate {
        get throws {
            guard let leaf = chain.first else { throw StartError("the server has no certificate") }
            return leaf
        }
    }
}

extension [Certificate] {
    /// Each certificate once, in order.
    fileprivate var withoutRepeats: [Certificate] {
        var seen: Set<SHA256Digest> = []
        return filter { seen.insert($0.fingerprint).inserted }
    }
}
