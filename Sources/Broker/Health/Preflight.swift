import AuditLog
package import Cryptography
import Decisions
import Pipeline
import PolicyControl
import Rekognition
import StrictJSON
import TLS

/// Everything that can be wrong before a start, found without starting and without changing anything.
package struct Preflight: Sendable {
    /// One thing found.
    package struct Finding: Hashable, Sendable {
        /// What follows from it.
        package let severity: Severity
        /// Place first, then what was found and what to do.
        package let words: String
    }

    /// What follows from a finding.
    package enum Severity: String, Hashable, Sendable {
        /// The gate starts, and somebody should look at it.
        case warning
        /// The gate does not start, or refuses everybody.
        case error
    }

    /// What was found, in the order of looking.
    package private(set) var findings: [Finding] = []

    private let configuration: Configuration
    private let now: Timestamp

    /// Looks at what a configuration names, as of now.
    package init(_ configuration: Configuration, at now: Timestamp) {
        self.configuration = configuration
        self.now = now
        let paths = StatePaths(configuration.state)
        attempt { _ = try StateKeys(paths) }
        if let missingLists {
            add(
                .error,
                "\(missingLists): the folder of revocation lists is not there, and while it is missing every client is refused; make it, or take `tls.revocation_lists` out of the configuration"
            )
        }
        look(at: FreeSpace.bytes(at: configuration.state))
        if let model = configuration.coreModel, !FileBytes.exists(model) {
            add(.error, "\(model): the face model is not there; `abeyance core install` fetches it")
        }
        if let program = configuration.coreProgram, !FileBytes.exists(program) {
            add(.error, "\(program): the matching core's program is not there")
        }
        guard let material = attempt({ try Material(configuration, at: now) }),
            let source = attempt({ try LogSources.open(paths.folder) }),
            let remembered = attempt({ try RememberedRestrictions(source) }),
            let bundle = attempt({
                try BundleStore(path: paths.bundles).bundle(try RecordedBundle(in: source).digest)
            })
        else { return }
        look(material, bundle, remembered)
    }

    /// The folder of revocation lists, where the configuration names one that is not there.
    private var missingLists: String? {
        configuration.revocationLists.flatMap { FileBytes.exists($0) ? nil : $0 }
    }

    /// 0 when nothing was found, 1 for warnings, 2 for errors.
    package var exitCode: Int32 {
        findings.contains { $0.severity == .error } ? 2 : findings.isEmpty ? 0 : 1
    }

    private mutating func look(_ material: Material, _ bundle: Bundle, _ remembered: RememberedRestrictions) {
        let restrictions = RestrictionFiles(configuration).read(
            for: material.authorities,
            knowing: remembered.denied,
            newest: remembered.newestNumbers
        )
        // Of a folder that is missing the error above says more.
        let told = missingLists.map(RestrictionFiles.unreadable)
        for alarm in restrictions.alarms where alarm != told { add(.warning, alarm.problem) }
        let expiries = Expiries(material, bundle, restrictions.revocations)
        for warning in expiries.warnings(at: now) { add(.warning, warning) }
        let moment = now
        attempt {
            _ = try PreparedGeneration(
                bundle,
                of: material,
                number: 1,
                revocations: RevocationSource(restrictions.revocations),
                clock: { moment }
            )
        }
    }

    private mutating func look(at free: Int64?) {
        let limits = LogLimits()
        guard let free else {
            return add(.error, "\(configuration.state): its file system cannot be asked for room")
        }
        let standing = "\(configuration.state): the audit log's file system has \(free >> 20) MiB free"
        if free < limits.diskFloor {
            add(.error, "\(standing), a start needs \(limits.diskFloor >> 20) MiB")
        } else if free < limits.diskReserve {
            add(.warning, "\(standing); below \(limits.diskReserve >> 20) MiB every decision is refused")
        }
    }

    @discardableResult
    private mutating func attempt<R>(_ body: () throws -> R) -> R? {
        do { return try body() } catch {
            add(.error, "\(error)")
            return nil
        }
    }

    private mutating func add(_ severity: Severity, _ words: String) {
        findings.append(Finding(severity: severity, words: words))
    }
}
