import StrictJSON

/// The other end of the control socket: what the commands of `abeyance` use.
package enum ControlClient {
    /// Sends one command and waits for its answer.
    ///
    /// - Throws: `FileBytes.Failure` when nothing listens there or the answer cannot be read.
    package static func send(
        _ command: ControlCommand,
        to path: String
    ) throws(FileBytes.Failure) -> ControlAnswer {
        let connection = try UnixSocket.connect(path: path)
        defer { UnixSocket.close(connection) }
        UnixSocket.write(command.json.serialized() + [UInt8(ascii: "\n")], to: connection)
        guard let line = UnixSocket.readLine(from: connection, atMost: 1 << 20, patience: 600) else {
            throw FileBytes.Failure(description: "\(path): the gate closed the connection without an answer")
        }
        do {
            return try ControlAnswer(try JSONValue.parse(line))
        } catch {
            throw FileBytes.Failure(description: "\(path): the answer is not what a gate answers: \(error)")
        }
    }
}
