internal import Cryptography
internal import Decisions

/// The engines of the bundles beside a log; each is built once, from files whose manifest has the digest asked for.
struct ReplayEngines {
    /// Why there is no engine for a bundle.
    struct Missing: Error {
        let digest: SHA256Digest
        let reason: String
    }

    private let source: any LogSource
    private var known: [SHA256Digest: Result<Engine, Missing>] = [:]

    init(_ source: some LogSource) { self.source = source }

    /// How many bundles decide.
    var count: Int { known.values.count { if case .success = $0 { true } else { false } } }

    /// The engine of a bundle; throws `Missing`.
    mutating func engine(for digest: SHA256Digest) throws -> Engine {
        if let found = known[digest] { return try found.get() }
        let made = make(digest)
        known[digest] = made
        return try made.get()
    }

    private func make(_ digest: SHA256Digest) -> Result<Engine, Missing> {
        do {
            let files = try source.bundleFiles(digest)
            guard !files.isEmpty else {
                return .failure(Missing(digest: digest, reason: "none beside the log"))
            }
            let bundle = try Bundle(files: files)
            guard bundle.digest == digest else {
                return .failure(Missing(digest: digest, reason: "files with the digest \(bundle.digest)"))
            }
            return .success(try Engine(bundle))
        } catch {
            return .failure(Missing(digest: digest, reason: "files that are no bundle: \(error)"))
        }
    }
}
