import ArgumentParser
import AuditLog
import Broker
import StrictJSON
import Synchronization

/// Serves until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Serve: the first line on standard output is JSON and says where. SIGHUP loads the files again. SIGTERM drains; a second one ends at once.",
        discussion: """
            Exit codes: 0 told to stop, 2 could not start, 64 wrong usage, 74 the audit log could not be written or read: \
            nothing was forwarded from then on, and the log is to be verified (`abeyance audit verify`) before the next \
            start, 130 ended by a second signal.
            """
    )

    @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = "abeyance.yaml"

    @Option(help: "The port instead of the configured one; 0 lets the system choose.")
    var port: Int?

    @Option(
        help: ArgumentHelp(
            "For crash tests: where the core notes the decisions it receives.",
            valueName: "file"
        )
    )
    var coreJournal: String?

    func validate() throws {
        if let port, !(0...65_535).contains(port) {
            throw ValidationError("`--port \(port)` is no port, expected a number from 0 to 65535")
        }
    }

    func run() async throws {
        try await Terminal.reporting {
            var configuration = try ConfigurationFile.load(path: config)
            if let port { configuration.port = port }
            if let coreJournal { configuration.coreJournal = coreJournal }
            if configuration.coreModel == nil { configuration.coreModel = InstalledModel.path }
            let room = DiskRoom(of: configuration.state)
            if let obstacle = room?.obstacle { throw UnusableInput(description: obstacle) }
            if let warning = room?.warning { Terminal.complain(warning) }
            let signals = StopSignals()
            let broker = try await start(configuration, signals)
            if broker.isDemonstration { Terminal.complain("demonstration root: one person holds every key") }
            Terminal.complain("admin listener at \(broker.adminAddress)")
            let ready: JSONObject = [
                "listening": .string(ExactString(broker.address)),
                "admin": .string(ExactString(broker.adminAddress)),
                "origin": .string(ExactString(broker.origin)),
                "demonstration": .bool(broker.isDemonstration),
            ]
            Terminal.print(JSONValue.object(ready).serialized())
            let reload = ReloadSignal { Task { await broker.reload(because: .sighup) } }
            let cause = await signals.first()
            reload.end()
            await broker.stop(because: cause)
            if let failure = broker.failure {
                throw Self.ended("stopped after the audit log failed: \(failure)")
            }
        }
    }

    /// Starts the gate; a log that fails on the way ends the program as one that fails later does.
    private func start(_ configuration: Configuration, _ signals: StopSignals) async throws -> Broker {
        let hasFailed = Mutex(false)
        do {
            return try await Broker.start(
                configuration,
                program: Terminal.program,
                complain: { Terminal.complain($0) },
                failed: {
                    hasFailed.withLock { $0 = true }
                    signals.add("audit_failure")
                }
            )
        } catch let error as AuditLogError where error.code == .inputOutput {
            throw Self.ended("\(error)")
        } catch {
            guard hasFailed.withLock({ $0 }) else { throw error }
            throw Self.ended("not started: the audit log failed")
        }
    }

    /// Says why the log ended the gate, and what is to be done; the exit code is sysexits' `EX_IOERR`.
    private static func ended(_ why: String) -> ExitCode {
        Terminal.complain("\(why); verify it before the next start")
        return ExitCode(74)
    }
}
