internal import Cryptography
internal import Decisions
internal import StrictJSON
internal import Synchronization

/// Encrypts the personal values of entries for the overseers of the bundle that decides, on the caller's thread.
///
/// Who they are comes from the bundle's files as the log keeps them, and from nowhere else.
final class PersonalSealer: Sendable {
    private let origin: String
    private let database: LogDatabase
    private let known = Mutex<[SHA256Digest: [Overseer]]>([:])

    init(origin: String, database: LogDatabase) {
        self.origin = origin
        self.database = database
    }

    /// What is stored beside a draft's entry; nil when it has no personal values, or its bundle names no overseer.
    func seal(_ draft: EntryDraft, bodyDigest: SHA256Digest) throws -> [UInt8]? {
        guard !draft.personal.isEmpty, let bundle = draft.requiredBundle else { return nil }
        let overseers = try overseers(of: bundle)
        guard !overseers.isEmpty else { return nil }
        return try SealedPersonal.seal(
            draft.personal,
            to: overseers,
            origin: origin,
            bodyDigest: bodyDigest
        ).json.canonical()
    }

    /// Read once for each bundle.
    private func overseers(of bundle: SHA256Digest) throws -> [Overseer] {
        if let found = known.withLock({ $0[bundle] }) { return found }
        let files = try database.read { try $0.bundleFiles(bundle) }
        guard !files.isEmpty else { return [] }
        let found = try Overseer.list(in: files)
        known.withLock { $0[bundle] = found }
        return found
    }
}
