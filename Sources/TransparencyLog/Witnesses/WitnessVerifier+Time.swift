internal import Cryptography

extension WitnessVerifier {
    /// The time of a cosignature over a note's text: nil when the line is another's, throws `badSignature` when it claims
    /// to be this witness's and is not.
    func time(of signature: NoteSignature, over text: [UInt8]) throws(TransparencyLogError) -> Int64? {
        guard isNamed(in: signature) else { return nil }
        let seconds = signature.signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard signature.signature.count == 8 + 64, let time = Int64(exactly: seconds),
            key.isValidSignature(
                Array(signature.signature.dropFirst(8)),
                for: CosignedMessage.bytes(text, time: time)
            )
        else {
            throw TransparencyLogError(.badSignature, "the cosignature of `\(name)` is not valid")
        }
        return time
    }
}

/// What a witness signs: a header, the time, and the whole text of the checkpoint.
enum CosignedMessage {
    static func bytes(_ text: [UInt8], time: Int64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n".utf8) + text
    }
}
