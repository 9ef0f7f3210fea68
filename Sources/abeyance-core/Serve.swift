import ArgumentParser
import FaceMatching

/// The worker process: opens its collections and model, locks itself down, then answers on the socket it was given.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer requests on an inherited socket. It is started by `abeyance serve`, not by hand.",
        discussion: """
            It opens the collections and the model first. Then it gives up every system call that could open, \
            connect, execute or trace anything, and only then reads requests from the socket that it inherited. \
            It ends when that socket is closed. It writes messages to standard error and nothing else.
            """
    )

    @Option(help: ArgumentHelp("The model file.", valueName: "path"))
    var model: String?

    @Option(help: ArgumentHelp("The folder of `collections.sqlite`; it must exist.", valueName: "folder"))
    var state: String?

    @Option(name: .customLong("socket-fd"), help: ArgumentHelp("The inherited socket.", valueName: "number"))
    var socket: Int32 = 3

    @Flag(help: "Start without a model: collections can be made and listed, nothing can be matched.")
    var collectionsOnly = false

    @Option(help: ArgumentHelp("Requests that are answered at the same time.", valueName: "count"))
    var threads = 2

    @Option(name: .customLong("memory-limit"), help: ArgumentHelp("Address space, in MiB.", valueName: "MiB"))
    var memoryLimit: UInt64 = 6144

    @Option(
        name: .customLong("cpu-limit"),
        help: ArgumentHelp("Processor time that may pass after a request has begun.", valueName: "seconds")
    )
    var cpuLimit: UInt64 = 60

    @Option(
        help: ArgumentHelp(
            "Append the decision number of each request to this file (tests).",
            valueName: "file"
        )
    )
    var journal: String?

    @Flag(
        name: .customLong("self-test"),
        help: "Lock down, try what is forbidden, print each outcome, and end."
    )
    var selfTest = false

    func validate() throws {
        guard !selfTest else { return }
        guard state != nil else { throw ValidationError("`--state` names the folder of the collections") }
        guard model != nil || collectionsOnly else {
            throw ValidationError("`--model` names the model file; without one, `--collections-only`")
        }
        guard (1...64).contains(threads) else { throw ValidationError("`--threads` is from 1 to 64") }
        guard socket >= 0 else { throw ValidationError("`--socket-fd` is the number of an open socket") }
        guard cpuLimit > 0 else { throw ValidationError("`--cpu-limit` is at least 1 second") }
    }

    func run() throws {
        guard !selfTest else { return try SelfTest.run() }
        try Worker(self).serve()
    }
}
