import Glibc

/// A running worker: its process and our end of the socket.
///
/// Ending it is its owner's duty: `end()` consumes it.
struct WorkerProcess: ~Copyable {
    /// Our end of the socket, not blocking.
    let socket: Int32
    /// The process.
    let identifier: pid_t

    /// Starts the program with the other end of a fresh socket pair as descriptor 3.
    ///
    /// Standard input and output lead nowhere, standard error is the gate's, and every other descriptor closes on
    /// execution (the worker closes whatever is left): no key, log or connection of the gate reaches it. It gets a process group of its own, so that
    /// an interrupt at the terminal reaches the gate alone.
    init(_ configuration: WorkerConfiguration) throws(WorkerError) {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw WorkerError("no socket for the core: \(WorkerError.message(errno))")
        }
        do throws(WorkerError) {
            identifier = try Self.spawn(configuration, socket: pair[1])
        } catch {
            close(pair[0])
            close(pair[1])
            throw error
        }
        close(pair[1])
        socket = pair[0]
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    }

    /// Closes the socket, makes sure that the process ends, and says how it did.
    consuming func end() -> String {
        close(socket)
        // A process that is exiting already keeps the status that it chose.
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? "exited with status \(status >> 8 & 0xFF)" : "was ended by signal \(signal)"
    }

    private static func spawn(
        _ configuration: WorkerConfiguration,
        socket: Int32
    ) throws(WorkerError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, socket, 3)
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var identifier: pid_t = 0
        let environment = configuration.environment.map { "\($0.key)=\($0.value)" }.sorted()
        let status = unsafe withStrings([configuration.executable] + configuration.arguments) { arguments in
            unsafe withStrings(environment) { environment in
                unsafe posix_spawn(
                    &identifier,
                    configuration.executable,
                    &actions,
                    &attributes,
                    arguments,
                    environment
                )
            }
        }
        guard status == 0 else {
            throw WorkerError(
                "`\(configuration.executable)` cannot be started: \(WorkerError.message(status))"
            )
        }
        return identifier
    }

    /// Lends the strings as the null-terminated array that C wants.
    private static func withStrings<R>(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let copies = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<CChar>?.self,
            capacity: copies.count + 1
        ) { pointers in
            for index in unsafe copies.indices {
                unsafe pointers.initializeElement(at: index, to: copies[index])
            }
            unsafe pointers.initializeElement(at: copies.count, to: nil)
            guard let base = pointers.baseAddress else { preconditionFailure("a place was allocated") }
            return unsafe body(base)
        }
    }
}
