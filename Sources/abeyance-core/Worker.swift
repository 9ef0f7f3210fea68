import CoreProtocol
import FaceMatching
import Glibc

/// Opens everything, locks down, serves: in this order.
struct Worker {
    private let options: Serve

    /// A worker with its options.
    init(_ options: Serve) {
        self.options = options
    }

    /// Serves until the socket is closed and ends the process; throws what keeps it from starting or going on.
    ///
    /// The process ends here, with the database still open: closing it would hand work to a dispatch thread, which
    /// looks at files that the filter refuses.
    func serve() throws {
        try Lockdown.begin(keeping: options.socket, memory: options.memoryLimit << 20)
        let service = CoreService(store: try openCollections(), matcher: try openMatcher()) { Self.now() }
        let channel = RequestChannel(socket: options.socket, journal: try openJournal())
        // The clock, the time zone and the heap are used once, so that nothing needs a file later.
        _ = service.answer(CoreRequest(id: 0, decision: -1, operation: .health))
        try Lockdown.lock()
        Message.write("ready: \(description(of: service))")
        try ServingThreads(count: options.threads, service, channel, processorSeconds: options.cpuLimit).run()
        try withExtendedLifetime(service) {
            try service.settle()
            exit(0)
        }
    }

    private func openCollections() throws -> CollectionStore {
        let folder = options.state ?? "."
        guard unsafe access(folder, W_OK) == 0 else {
            throw StartupError(
                "`\(folder)`: \(Lockdown.message(errno)), expected a folder that can be written"
            )
        }
        umask(0o077)
        return try CollectionStore(path: "\(folder)/collections.sqlite")
    }

    private func openMatcher() throws -> Matcher {
        let missing = "model missing: run `abeyance core install`"
        guard let path = options.model else { return .missing(reason: missing) }
        if unsafe access(path, R_OK) != 0, options.collectionsOnly { return .missing(reason: missing) }
        do {
            return .ready(try Model.open(path))
        } catch {
            throw StartupError("\(error): run `abeyance core install`")
        }
    }

    private func openJournal() throws -> Int32? {
        guard let path = options.journal else { return nil }
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StartupError("`\(path)`: \(Lockdown.message(errno))") }
        return file
    }

    private func description(of service: CoreService) -> String {
        let identity = service.identity
        let health = service.health
        return
            "\(health.collections) collections, \(health.faces) faces, model \(identity.name) \(identity.version)"
    }

    private static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
