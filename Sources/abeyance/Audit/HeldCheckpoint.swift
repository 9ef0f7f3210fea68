import Broker
import Cryptography
import TransparencyLog

/// A checkpoint that somebody kept: evidence of what a log once was.
enum HeldCheckpoint {
    /// Reads a file that holds a signed note, or the base64 text of one as a gate's answers carry it.
    ///
    /// Throws when it is neither, or when the log's key did not sign it: then it says nothing about this log.
    static func read(_ path: String, log key: NoteVerifier) throws -> Checkpoint {
        let content = try FileBytes.read(path, atMost: 65_536)
        let line = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let note = (line.count == 1 ? Base64.decode(String(line[0])) : nil) ?? content
        do {
            return try Checkpoint.open(note, log: key)
        } catch {
            throw UnusableInput(
                description: "\(path): not a checkpoint signed by \(key.vkey): \(error.detail)"
            )
        }
    }
}
