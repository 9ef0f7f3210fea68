/// What a key signs notes as; a type of its own for each role, so that one role's key is never taken for another's.
package protocol NoteRole: Sendable {
    /// The byte that stands before the key's bytes (C2SP signed-note).
    static var signatureType: UInt8 { get }
    /// How messages call the key.
    static var keyName: String { get }
}

/// The log itself: an Ed25519 signature over the note's text (type 0x01).
package enum LogRole: NoteRole {
    package static let signatureType: UInt8 = 1
    package static let keyName = "a log's key"
}

/// A witness: an Ed25519 cosignature with its time (type 0x04, C2SP tlog-cosignature).
package enum WitnessRole: NoteRole {
    package static let signatureType: UInt8 = 4
    package static let keyName = "a witness's key"
}

/// Who may sign a log's notes.
package typealias NoteVerifier = RoleVerifier<LogRole>
/// Who may cosign a log's checkpoints.
package typealias WitnessVerifier = RoleVerifier<WitnessRole>
