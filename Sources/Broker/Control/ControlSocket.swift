import Dispatch
import Glibc
package import StrictJSON

/// The Unix socket through which commands that write reach a running gate.
///
/// Mode 0600 in the state folder; the kernel's word on the peer's user id goes with every command, and into the log with
/// what the command changed. One thread accepts and reads, one line of at most 64 KiB a connection.
package final class ControlSocket: Sendable {
    /// One command with the user id of who sent it, and the way to answer it.
    package struct Call: Sendable {
        /// The command, or what is wrong with the line that was sent.
        package let command: Result<ControlCommand, JSONError>
        /// The peer's user id, from the kernel.
        package let userID: UInt32
        fileprivate let connection: Int32

        /// Sends the answer and closes the connection; called once.
        package func answer(_ answer: ControlAnswer) {
            UnixSocket.write(answer.json.serialized() + [UInt8(ascii: "\n")], to: connection)
            UnixSocket.close(connection)
        }
    }

    /// The commands as they come; ends when the socket is closed.
    package let calls: AsyncStream<Call>

    private let listener: Int32
    private let path: String

    /// Binds the socket, replacing one that a dead process left behind.
    ///
    /// - Throws: `FileBytes.Failure` when the path cannot be bound.
    package init(path: String) throws(FileBytes.Failure) {
        _ = unsafe unlink(path)
        let listener = try UnixSocket.listen(path: path)
        let (stream, feed) = AsyncStream<Call>.makeStream()
        self.listener = listener
        self.path = path
        calls = stream
        DispatchQueue(label: "control").async {
            while let connection = UnixSocket.accept(listener) {
                guard let userID = UnixSocket.peerUserID(connection),
                    let line = UnixSocket.readLine(from: connection, atMost: 65_536, patience: 5)
                else {
                    UnixSocket.close(connection)
                    continue
                }
                feed.yield(Call(command: Self.parse(line), userID: userID, connection: connection))
            }
            feed.finish()
        }
    }

    /// Stops accepting and removes the socket's name.
    package func close() {
        _ = shutdown(listener, Int32(SHUT_RDWR))
        _ = unsafe unlink(path)
    }

    private static func parse(_ line: [UInt8]) -> Result<ControlCommand, JSONError> {
        do throws(JSONError) {
            return .success(try ControlCommand(try JSONValue.parse(line)))
        } catch {
            return .failure(error)
        }
    }
}
