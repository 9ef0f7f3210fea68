import AuditLog
import CoreProtocol
import Cryptography
import Decisions
import FrontEnd
import Glibc
import NIOCore
import NIOPosix
import Pipeline
import PolicyControl
import Rekognition
import StrictJSON
import TLS
import Upstreams

/// The running gate: the log, the core, the front end, the admin listener and the control socket, wired together.
package final class Broker: Sendable {
    /// Where it listens, as `ADDRESS:PORT`.
    package let address: String
    /// Where the admin listener listens, as `ADDRESS:PORT` or `unix:PATH`.
    package let adminAddress: String
    /// The log's name.
    package let origin: String
    /// Whether the policy set in force belongs to a root made for trying things out.
    package let isDemonstration: Bool

    private let log: AuditLog
    private let core: WorkerCore
    private let server: FrontEndServer
    private let admin: AdminServer
    private let control: ControlSocket
    private let controller: Controller
    private let refusals: RefusalCounter
    private let tasks: [Task<Void, Never>]
    private let drainSeconds: Int

    /// Everything that listens or works by itself, once all of it does.
    private struct Running {
        let server: FrontEndServer
        let admin: AdminServer
        let control: ControlSocket
        let controller: Controller
        let refusals: RefusalCounter
        let tasks: [Task<Void, Never>]
    }

    private init(_ base: Base, _ running: Running) {
        address = running.server.address.text
        adminAddress = running.admin.address
        origin = base.log.origin
        isDemonstration = base.generations.value.bundle.about.isDemonstration
        log = base.log
        core = base.core
        server = running.server
        admin = running.admin
        control = running.control
        controller = running.controller
        refusals = running.refusals
        tasks = running.tasks
        drainSeconds = base.configuration.drainSeconds
    }

    /// What stands before anything listens.
    private struct Base {
        let configuration: Configuration
        let paths: StatePaths
        let log: AuditLog
        let core: WorkerCore
        let premises: Generation.Premises
        let generations: CurrentGeneration
        let files: RestrictionFiles
        let restrictions: Restrictions
        let meter: Meter
        let budget: EntryBudget
    }

    /// Opens the log, loads the policy set that it names, starts the core, and listens.
    ///
    /// `program` is the path of the running executable, beside which the core's program lies. `complain` gets lines for the
    /// operator; `failed` is told once when the log has failed for good, after which the gate must be stopped.
    ///
    /// - Throws: `StartError` and the errors of the parts, each with what to do.
    package static func start(
        _ configuration: Configuration,
        program: String,
        complain: @escaping @Sendable (String) -> Void,
        failed: @escaping @Sendable () -> Void
    ) async throws -> Broker {
        let clock: @Sendable () -> Timestamp = { WallClock.now }
        let paths = StatePaths(configuration.state)
        let keys = try StateKeys(paths)
        var settings = AuditLog.Settings(clock: clock)
        settings.boot = { BootClock.microseconds }
        settings.checkpointCopy = configuration.checkpointCopy
        settings.onFailure = { reason in
            complain("the audit log has failed and takes nothing any more: \(reason)")
            failed()
        }
        let log = try await AuditLog.open(in: paths.folder, key: keys.log, settings: settings)
        do {
            return try await start(configuration, program, paths, keys, log, clock, complain)
        } catch {
            await log.close()
            throw error
        }
    }

    private static func start(
        _ configuration: Configuration,
        _ program: String,
        _ paths: StatePaths,
        _ keys: StateKeys,
        _ log: AuditLog,
        _ clock: @escaping @Sendable () -> Timestamp,
        _ complain: @escaping @Sendable (String) -> Void
    ) async throws -> Broker {
        let (remembered, taken) = try recall(paths, log, clock)
        let lines = LineBudget(complain)
        let material = try Material(configuration, at: clock())
        let files = RestrictionFiles(configuration)
        let restrictions = files.read(
            for: material.authorities,
            knowing: remembered.denied,
            newest: remembered.newestNumbers
        )
        let premises = Generation.Premises(
            revocations: RevocationSource(restrictions.revocations),
            house: Judge.House(
                origin: ExactString(log.origin),
                digester: keys.digester,
                pages: PageTokens(key: try SecureRandom.bytes(32)),
                salt: { Self.salt() }
            ),
            statuses: StatusFolder(
                path: paths.statusLists,
                newest: remembered.newestLists,
                complain: { lines.say($0, at: clock()) },
                accepted: { record in Task { _ = try? await log.append(record.draft(at: clock())) } }
            ),
            clock: clock,
            complain: { lines.say($0, at: clock()) }
        )
        guard let inForce = log.bundleInForce else {
            throw StartError(
                "\(paths.folder): the log names no policy set; `abeyance init` makes a log that does"
            )
        }
        let bundle = try BundleStore(path: paths.bundles).bundle(inForce.digest)
        let first = try PreparedGeneration(bundle, of: material, number: 1, premises: premises)
        let generations = CurrentGeneration(
            first.inForce(from: inForce.index, premises: premises),
            premises: premises
        ) { log.bundleInForce }
        let (core, health) = try await WorkerCore.start(configuration.worker(beside: program))
        if let reason = health.reason { complain("the matching core says: \(reason)") }
        do {
            let executable = SHA256Digest.of(try FileBytes.read("/proc/self/exe", atMost: 1 << 30))
            _ = try await log.append(
                StartRecord(
                    software: ExactString(Software.version),
                    executable: executable,
                    bundle: bundle.reference
                ).draft(at: clock())
            )
            let base = Base(
                configuration: configuration,
                paths: paths,
                log: log,
                core: core,
                premises: premises,
                generations: generations,
                files: files,
                restrictions: restrictions,
                meter: Meter(),
                budget: EntryBudget(limit: configuration.entriesPerDay, taken: taken)
            )
            await Controller.record(restrictions, besides: [], files, log, premises, base.meter)
            Expiries(generations.value, restrictions.revocations).warnings(at: clock()).forEach(complain)
            return Broker(base, try await listen(base))
        } catch {
            await core.stop()
            throw error
        }
    }

    /// What the log's entries say of the time before this start; read before anything listens.
    private static func recall(
        _ paths: StatePaths,
        _ log: AuditLog,
        _ clock: @Sendable () -> Timestamp
    ) throws -> (RememberedRestrictions, EntryBudget.Taken) {
        let source = try LogSources.open(paths.folder)
        // Behind a clock that was set back the log's own day is counted, so that setting it back and forth gives nothing.
        let moment = max(clock(), log.newestTime ?? clock())
        let taken = try EntryBudget.Taken(on: moment, size: log.size) { entries in
            try source.leaves(from: entries.lowerBound, limit: entries.count).map(\.bytes)
        }
        return (try RememberedRestrictions(source), taken)
    }

    private static func listen(_ base: Base) async throws -> Running {
        let (log, premises, generations, meter) = (base.log, base.premises, base.generations, base.meter)
        let refusals = RefusalCounter(since: premises.clock()) { meter.count($0) }
        let standing = ReloadStanding(loadedAt: premises.clock())
        standing.change { $0.alarms = base.restrictions.alarms }
        let load = ListenerLoad()
        let witnesses = WitnessTimer(log, base.configuration, generations, premises)
        let report = GateReport(
            configuration: base.configuration,
            log: log,
            core: base.core,
            premises: premises,
            generations: generations,
            standing: standing,
            meter: meter,
            load: { load.now },
            budget: base.budget,
            unwitnessed: { witnesses.unwitnessedAge }
        )
        let control = try ControlSocket(path: base.paths.controlSocket)
        do {
            let admin = try await AdminServer.start(
                at: base.configuration.admin ?? .socket(path: base.paths.adminSocket),
                on: MultiThreadedEventLoopGroup.singleton
            ) { report.answer($0) }
            let server: FrontEndServer
            do {
                server = try await FrontEndServer.start(
                    frontEnd(base, refusals),
                    on: MultiThreadedEventLoopGroup.singleton
                )
            } catch {
                await admin.stop()
                throw StartError(
                    "\(error); free that address, or choose another with `--port` or `listen` in the configuration"
                )
            }
            load.set(server)
            let controller = Controller(
                configuration: base.configuration,
                log: log,
                premises: premises,
                generations: generations,
                files: base.files,
                denied: base.restrictions.denied,
                watch: FileWatch(
                    generation: base.configuration.generationFiles,
                    restrictions: base.files
                ),
                meter: meter,
                standing: standing,
                report: { report.status }
            )
            let tasks = [
                Task { await witnesses.run() },
                Task { await serve(control, by: controller) },
                Task { await summarise(refusals, into: log, clock: premises.clock) },
                Task { await look(controller, log) },
            ]
            return Running(
                server: server,
                admin: admin,
                control: control,
                controller: controller,
                refusals: refusals,
                tasks: tasks
            )
        } catch {
            control.close()
            throw error
        }
    }

    private static func frontEnd(_ base: Base, _ refusals: RefusalCounter) -> FrontEndConfiguration {
        let (log, generations, premises, meter) = (base.log, base.generations, base.premises, base.meter)
        let core = MeasuredCore(core: base.core, meter: meter)
        let surface = Surface(
            gate: { mark in
                Gate(log: LogRecorder(log: log, meter: meter, begun: .now, mark: mark), core: core) {
                    generations.value.judge
                }
            },
            generation: { generations.value },
            refusals: refusals,
            budget: base.budget,
            clock: premises.clock,
            failure: { log.failure }
        )
        var frontEnd = FrontEndConfiguration(
            host: base.configuration.host,
            port: base.configuration.port,
            contexts: { generations.value.tls },
            organisation: { generations.value.organisation(of: $0)?.name.value },
            route: Surface<LogRecorder, MeasuredCore<WorkerCore>>.route,
            observe: { event in
                let (reason, certificate) = event.refusal
                refusals.count(reason, certificate: certificate)
                premises.complain(event.line)
            },
            clock: premises.clock,
            handler: { await surface.answer($0) }
        )
        frontEnd.limits.connections = base.configuration.maximumConnections
        frontEnd.limits.connectionsPerOrganisation = base.configuration.maximumConnectionsPerOrganisation
        frontEnd.limits.requestsPerOrganisation = base.configuration.requestsPerOrganisation
        frontEnd.limits.requestsPerSecond = base.configuration.requestsPerSecond
        frontEnd.limits.requestBurst = base.configuration.requestBurst
        frontEnd.established = { meter.handshake.observe(microseconds: $0) }
        return frontEnd
    }

    /// Loads certificate, key, authorities, revocation lists and policy set again: one new generation, or none.
    ///
    /// What became of it is an entry and a line for the operator.
    package func reload(because cause: ReloadCause) async { _ = try? await controller.reload(because: cause) }

    /// Stops accepting, finishes what is in flight up to the deadline, records what is left to record, and lets go.
    package func stop(because cause: String) async {
        control.close()
        _ = await server.drain(within: .seconds(Int64(drainSeconds)))
        await admin.stop()
        for task in tasks { task.cancel() }
        await core.stop()
        await Self.record(refusals.take(at: WallClock.now), in: log, at: WallClock.now)
        _ = try? await log.append(StopRecord(cause: ExactString(cause)).draft(at: WallClock.now))
        await log.close()
    }

    /// Why the log takes nothing any more, or `nil` while it works.
    package var failure: String? { log.failure }

    private static func serve(_ control: ControlSocket, by controller: Controller) async {
        for await call in control.calls {
            switch call.command {
            case .success(let command): call.answer(await controller.carryOut(command, userID: call.userID))
            case .failure(let error): call.answer(.refused("the command cannot be read: \(error)"))
            }
        }
    }

    /// Looks once a second whether a file behind the generation changed, or the clock's standing.
    private static func look(_ controller: Controller, _ log: AuditLog) async {
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            log.watchClock()
            await controller.look()
        }
    }

    /// Writes down once a minute what was refused before its operation was known.
    private static func summarise(
        _ refusals: RefusalCounter,
        into log: AuditLog,
        clock: @Sendable () -> Timestamp
    ) async {
        while (try? await Task.sleep(for: .seconds(60))) != nil {
            await record(refusals.take(at: clock()), in: log, at: clock())
        }
    }

    private static func record(_ summaries: [RefusalSummary], in log: AuditLog, at now: Timestamp) async {
        for summary in summaries { _ = try? await log.append(summary.draft(at: now)) }
    }

    /// Random bytes for one commitment; without randomness nothing can be committed to, and the process ends.
    private static func salt() -> [UInt8] {
        guard let salt = try? SecureRandom.bytes(16) else {
            preconditionFailure("the system has no random bytes")
        }
        return salt
    }
}
