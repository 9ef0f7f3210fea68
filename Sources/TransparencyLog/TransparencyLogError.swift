/// Why a proof could not be made, or a note, key or checkpoint could not be read or trusted.
package struct TransparencyLogError: Error, Hashable, Sendable {
    /// What went wrong, for a program to tell cases apart.
    package let code: Code

    /// What was expected or found, in plain words; lowercase, without a full stop.
    package let detail: String

    /// The kinds of failure.
    package enum Code: String, Sendable, Hashable {
        case outOfRange = "out_of_range"
        case malformedNote = "malformed_note"
        case malformedKey = "malformed_key"
        case malformedCheckpoint = "malformed_checkpoint"
        case malformedProof = "malformed_proof"
        case unsupportedAlgorithm = "unsupported_algorithm"
        case notSigned = "not_signed"
        case badSignature = "bad_signature"
        case wrongOrigin = "wrong_origin"
        case notWitnessed = "not_witnessed"
        case malformedTile = "malformed_tile"
        case signing = "signing_failed"
    }

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

extension TransparencyLogError: CustomStringConvertible {
    /// The detail, which is a sentence of its own.
    package var description: String { detail }
}
