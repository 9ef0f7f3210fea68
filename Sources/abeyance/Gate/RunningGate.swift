import ArgumentParser
import Broker
import StrictJSON

/// A gate that is serving, reached through the control socket in its state folder.
struct RunningGate {
    private let socket: String

    /// The gate of a configuration file; it need not run yet.
    init(config: String) throws {
        socket = StatePaths(try ConfigurationFile.load(path: config).state).controlSocket
    }

    /// Sends a command and returns the facts that are answered, as a line of JSON.
    ///
    /// A refusal becomes a message and exit code 1.
    func ask(_ command: ControlCommand) throws -> [UInt8] {
        switch try ControlClient.send(command, to: socket) {
        case .done(let facts): return JSONValue.object(facts).serialized()
        case .refused(let why):
            Terminal.complain("the gate refused: \(why)")
            throw ExitCode(1)
        }
    }
}
