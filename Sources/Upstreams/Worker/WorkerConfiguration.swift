/// How a worker is started and how long it is waited for.
///
/// Every limit of the gate's side stands here.
package struct WorkerConfiguration: Hashable, Sendable {
    /// The program, by path.
    package var executable: String
    /// Its arguments, without its own name.
    ///
    /// The socket is descriptor 3.
    package var arguments: [String]
    /// Its whole environment: nothing of the gate's own is inherited.
    package var environment: [String: String]
    /// Microseconds within which a request must be answered.
    package var requestDeadline: Int64 = 30_000_000
    /// Microseconds without any reply after which a worker that owes one is killed.
    package var silence: Int64 = 60_000_000
    /// Microseconds within which a new worker must answer its first question: it reads every template first.
    package var startDeadline: Int64 = 120_000_000
    /// Microseconds that a worker is given to end when the gate stops.
    package var stopDeadline: Int64 = 15_000_000
    /// Requests that wait for a reply at most; one more is refused at once.
    package var maxInFlight = 128
    /// Bytes that wait to be sent at most.
    package var maxQueuedBytes = 256 << 20

    /// A worker's program; its linear algebra is told to use one thread, and to leave parallel work to the worker.
    package init(
        executable: String,
        arguments: [String],
        environment: [String: String] = ["OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C"]
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }
}
