import AuditLog
import Broker
import TransparencyLog

/// The public key that an auditor holds against a log.
enum LogKey {
    /// Reads `NAME+HASH+KEY`, or the file that holds it on its one line.
    static func read(_ text: String) throws -> NoteVerifier {
        if let verifier = try? NoteVerifier(vkey: text) { return verifier }
        guard FileBytes.exists(text) else {
            throw UnusableInput(
                description:
                    "\(text): neither a file nor a verifier key; the operator publishes the key as `log.vkey`, one line NAME+HASH+KEY"
            )
        }
        let content = String(decoding: try FileBytes.read(text, atMost: 65_536), as: UTF8.self)
        do {
            return try NoteVerifier(
                vkey: content.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            )
        } catch {
            throw UnusableInput(
                description:
                    "\(text): not a verifier key: expected the one line NAME+HASH+KEY of a gate's `log.vkey`"
            )
        }
    }

    /// What to say when a log is in order by the key that it names itself, but not by the one given: it is another log,
    /// or it was replaced as a whole.
    static func mismatch(_ source: some LogSource, given: NoteVerifier) throws -> Finding? {
        guard let newest = try source.newestCheckpoint(), let stated = try source.statedKey(),
            let named = try? NoteVerifier(vkey: stated), named != given
        else { return nil }
        let note = Array(newest.note.utf8)
        guard (try? Checkpoint.open(note, log: given)) == nil, (try? Checkpoint.open(note, log: named)) != nil
        else { return nil }
        return Finding(.checkpoint, field: "key", expected: "\(given.vkey), as given", found: named.vkey)
    }
}
