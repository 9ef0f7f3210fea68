package import Cryptography
internal import Decisions
internal import Glibc
internal import StrictJSON
internal import TransparencyLog

extension AuditLog {
    /// The names of files in the state directory.
    package enum FileName {
        /// The log itself.
        package static let database = "audit.sqlite"
        /// The copy of the newest checkpoint.
        package static let checkpointCopy = "checkpoint.copy"
    }

    /// Makes a new, empty log in a state directory; its first entry must be the `genesis`.
    ///
    /// - Throws: `exists` when there is a log already, `locked` when another process holds the directory.
    package static func create(
        in path: String,
        origin: String,
        key: PrivateKey,
        settings: Settings
    ) throws(AuditLogError) -> AuditLog {
        let signer = try LogSigner(origin: origin, key: key)
        let directory = try StateDirectory(path: path)
        let file = directory.path(of: FileName.database)
        guard FileIdentity(path: file) == nil else {
            throw AuditLogError(.exists, "\(file): expected no audit log here")
        }
        let copy = try CheckpointCopy(path: copyPath(directory, settings), creating: true)
        let database = try LogDatabase(path: file, creating: true, directory: directory)
        let committer = Committer(
            settings: settings,
            database: database,
            directory: directory,
            copy: copy,
            signer: signer
        )
        committer.start(from: CommitterState(), checkpoint: "")
        return AuditLog(directory: directory, database: database, signer: signer, committer: committer)
    }

    /// Opens a log, holds it against its newest checkpoint and the copy of it, and settles what a crash left open.
    ///
    /// Permits without an outcome get an `outcome_unknown` entry, timed by the clock of the settings.
    ///
    /// - Throws: `missing` without a log, `damaged` on any difference, `wrongKey` when another key signed it,
    ///   `notDurable`, `locked`.
    package static func open(in path: String, key: PrivateKey, settings: Settings) async throws -> AuditLog {
        let directory = try StateDirectory(path: path)
        let file = directory.path(of: FileName.database)
        guard FileIdentity(path: file) != nil else {
            throw AuditLogError(
                .missing,
                "\(file): no audit log, expected one; `abeyance init` makes a state directory"
            )
        }
        let database = try LogDatabase(
            path: file,
            creating: false,
            directory: directory,
            leavesCommitsUnsynced: settings.faults?.leavesCommitsUnsynced ?? false
        )
        let copy = try CheckpointCopy(path: copyPath(directory, settings), creating: false)
        let found = try database.read { queries in
            try Recovery(queries: queries, path: file, key: key, copy: copy.slots())
        }
        let committer = Committer(
            settings: settings,
            database: database,
            directory: directory,
            copy: copy,
            signer: found.signer
        )
        committer.start(from: found.state, checkpoint: found.checkpoint)
        let log = AuditLog(
            directory: directory,
            database: database,
            signer: found.signer,
            committer: committer
        )
        do { try await log.settle(found.openDecisions, at: settings.clock()) } catch {
            await log.close()
            throw error
        }
        return log
    }

    /// Records that nobody knows the outcome of these decisions.
    private func settle(_ decisions: [Int64], at time: Timestamp) async throws {
        var rest = decisions[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(Self.orphansPerEntry))
            rest = rest.dropFirst(some.count)
            do { _ = try await append(OutcomeUnknownRecord(decisions: some).draft(at: time)) } catch {
                throw AuditLogError(.inputOutput, "\(some.count) decisions without an outcome: \(error)")
            }
        }
    }

    private static func copyPath(_ directory: StateDirectory, _ settings: Settings) -> String {
        settings.checkpointCopy ?? directory.path(of: FileName.checkpointCopy)
    }

    /// How many decisions one `outcome_unknown` names at most.
    static let orphansPerEntry = 2_000
}
