import Provisioning
import Support

/// Serves with a core that compares nothing, beside the court that `init` made, whose orders the gate knows.
func servingWarrants(_ body: (RunningGate, Courthouse) throws -> Void) async throws {
    try await initialised { folder in
        try TestWorker.install(in: folder)
        let gate = try RunningGate.start(in: folder, initialise: false)
        defer { gate.kill() }
        try body(gate, try Courthouse(of: folder))
    }
}
