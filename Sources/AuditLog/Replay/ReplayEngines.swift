internal import Cryptography
internal import Decisions
internal import Synchronization

/// The engines of the bundles beside a log; each is built once, from files whose manifest has the digest asked for.
final class ReplayEngines: Sendable {
    /// Why there is no engine for a bundle.
    struct Missing: Error {
        let digest: SHA256Digest
        let reason: String
    }

    /// An engine, and how far its decisions depend on the clock.
    struct Known: Sendable {
        let engine: Engine
        let reach: ClockReach
    }

    private let source: any LogSource
    private let known = Mutex<[SHA256Digest: Result<Known, Missing>]>([:])

    init(_ source: some LogSource) { self.source = source }

    /// How many bundles decide.
    var count: Int { known.withLock { $0.values.count { if case .success = $0 { true } else { false } } } }

    /// The engine of a bundle; whoever asks while it is built waits for it.
    func engine(for digest: SHA256Digest) throws(Missing) -> Known {
        let found = known.withLock { known in
            if let found = known[digest] { return found }
            let made = make(digest)
            known[digest] = made
            return made
        }
        return try found.get()
    }

    private func make(_ digest: SHA256Digest) -> Result<Known, Missing> {
        do {
            let files = try source.bundleFiles(digest)
            guard !files.isEmpty else {
                return .failure(Missing(digest: digest, reason: "none beside the log"))
            }
            let bundle = try Bundle(files: files)
            guard bundle.digest == digest else {
                return .failure(Missing(digest: digest, reason: "files with the digest \(bundle.digest)"))
            }
            let engine = try Engine(bundle)
            return .success(Known(engine: engine, reach: ClockReach(engine)))
        } catch {
            return .failure(Missing(digest: digest, reason: "files that are no bundle: \(error)"))
        }
    }
}
