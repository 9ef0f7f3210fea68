package import TransparencyLog

/// What a witness does with a request, as a pure value: it verifies and signs, and gives nothing away before it is stored.
package struct WitnessRules: Sendable {
    private let signer: WitnessSigner
    private var logs: [String: WitnessedLog]

    /// What came of a request.
    package enum Verdict: Sendable {
        /// An answer that changes nothing.
        case answer(WitnessAnswer)
        /// A checkpoint to store; only then is there an answer.
        case store(PendingCosignature)
    }

    /// The rules of a witness for its logs, each with another origin.
    package init(signer: WitnessSigner, logs: [WitnessedLog]) {
        self.signer = signer
        self.logs = Dictionary(logs.map { (OriginHash.of($0.origin), $0) }) { first, _ in first }
    }

    /// The witness's key.
    package var verifier: WitnessVerifier { signer.verifier }

    /// The last checkpoint cosigned of the log of an origin hash; nil when there is none.
    package func newest(_ originHash: String) -> WitnessedLog.Witnessed? { logs[originHash]?.newest }

    /// How many logs are watched.
    package var count: Int { logs.count }

    /// Judges a request's body at a time in seconds since 1970, in the order of C2SP tlog-witness.
    package func judge(_ body: [UInt8], at time: Int64) -> Verdict {
        do throws(TransparencyLogError) {
            let request = try AddCheckpointRequest(parsing: body)
            let note = try SignedNote(parsing: request.note)
            return judge(request, note, try Checkpoint(parsing: note.text), at: time)
        } catch {
            return .answer(.malformed(error.detail))
        }
    }

    /// Takes over a checkpoint once it is stored.
    mutating func take(_ pending: PendingCosignature) { logs[pending.originHash]?.newest = pending.witnessed }

    private func judge(
        _ request: AddCheckpointRequest,
        _ note: SignedNote,
        _ checkpoint: Checkpoint,
        at time: Int64
    ) -> Verdict {
        let hash = OriginHash.of(checkpoint.origin)
        guard let log = logs[hash] else {
            return .answer(.unknownLog("no log `\(checkpoint.origin)` is known here"))
        }
        do throws(TransparencyLogError) { _ = try note.verified(by: log.keys) } catch {
            return .answer(.unsigned(error.detail))
        }
        guard request.oldSize <= checkpoint.size else {
            return .answer(
                .malformed("the old size \(request.oldSize) is above the checkpoint's \(checkpoint.size)")
            )
        }
        let size = log.newest?.checkpoint.size ?? 0
        guard request.oldSize == size else { return .answer(.conflict(size: size)) }
        if let fault = fault(of: checkpoint, request, after: log.newest?.checkpoint) {
            return .answer(.inconsistent(fault))
        }
        return cosign(note, checkpoint, of: log, hash, at: time)
    }

    /// Why a checkpoint does not continue the last one, or nil.
    private func fault(
        of checkpoint: Checkpoint,
        _ request: AddCheckpointRequest,
        after newest: Checkpoint?
    ) -> String? {
        if checkpoint.size == 0, checkpoint.root != MerkleHash.emptyRoot {
            return "a tree without entries has the root of nothing"
        }
        guard request.oldSize > 0, let newest else {
            return request.proof.isEmpty ? nil : "from 0 there is no consistency proof"
        }
        let proof = ConsistencyProof(
            oldSize: request.oldSize,
            newSize: checkpoint.size,
            hashes: request.proof
        )
        guard proof.verifies(oldRoot: newest.root, newRoot: checkpoint.root) else {
            return request.oldSize == checkpoint.size
                ? "another tree of \(checkpoint.size) entries was cosigned"
                : "the proof does not lead from the tree of \(request.oldSize) entries that was cosigned"
        }
        return nil
    }

    private func cosign(
        _ note: SignedNote,
        _ checkpoint: Checkpoint,
        of log: WitnessedLog,
        _ hash: String,
        at time: Int64
    ) -> Verdict {
        // At an earlier time than the last the largest tree was another one.
        guard time > 0, time >= log.newest?.time ?? 0 else {
            return .answer(.unavailable("the witness's clock is behind its last cosignature"))
        }
        do throws(TransparencyLogError) {
            let line = try signer.cosign(note.text, time: time)
            let kept = note.keeping { line in log.keys.contains { $0.isNamed(in: line) } }
            let witnessed = WitnessedLog.Witnessed(
                note: kept.adding([line]),
                checkpoint: checkpoint,
                time: time
            )
            return .store(PendingCosignature(originHash: hash, witnessed: witnessed, line: line))
        } catch {
            return .answer(.unavailable("the witness cannot sign: \(error.detail)"))
        }
    }
}

/// A cosignature that nobody may see before it is stored: what it signs is then the newest for ever.
package struct PendingCosignature: Sendable {
    let originHash: String
    let witnessed: WitnessedLog.Witnessed
    let line: NoteSignature
}
