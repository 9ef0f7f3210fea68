/// A cosignature that was verified: which witness saw the checkpoint, and when.
package struct Cosignature: Hashable, Sendable {
    /// The witness.
    package let witness: WitnessVerifier
    /// When it cosigned, in seconds since 1970.
    package let time: Int64

    /// A verified cosignature; only verification should make one.
    init(witness: WitnessVerifier, time: Int64) {
        self.witness = witness
        self.time = time
    }
}

extension SignedNote {
    /// The valid cosignatures of the witnesses that are given, one for each key, in the order of the witnesses.
    ///
    /// Lines of others are ignored. A v1 cosignature does not name its signer inside, so one key under two names is one
    /// witness. Throws `badSignature` when a line that names one of the witnesses is not its cosignature, and
    /// `malformedCheckpoint` when the text is no checkpoint.
    package func cosignatures(
        by witnesses: [WitnessVerifier]
    ) throws(TransparencyLogError) -> [Cosignature] {
        _ = try Checkpoint(parsing: text)
        var found: [Cosignature] = []
        for witness in witnesses {
            var newest: Int64?
            for signature in signatures {
                guard let time = try witness.time(of: signature, over: text) else { continue }
                newest = max(newest ?? time, time)
            }
            guard let newest, !found.contains(where: { $0.witness.key == witness.key }) else { continue }
            found.append(Cosignature(witness: witness, time: newest))
        }
        return found
    }

    /// The valid cosignatures of the witnesses, when there are enough of them; throws `notWitnessed` otherwise.
    package func cosignatures(
        by witnesses: [WitnessVerifier],
        atLeast quorum: Int
    ) throws(TransparencyLogError) -> [Cosignature] {
        let found = try cosignatures(by: witnesses)
        guard found.count >= quorum else {
            throw TransparencyLogError(
                .notWitnessed,
                "expected cosignatures of \(quorum) of \(witnesses.count) witnesses, found \(found.count)"
            )
        }
        return found
    }
}
