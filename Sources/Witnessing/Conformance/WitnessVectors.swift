internal import Cryptography
internal import TransparencyLog

/// A recorded request to a witness, put to the witness's rules as they run here.
enum WitnessVectors {
    static func conversation(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("add-checkpoint")
        let setting = try VectorSetting(files)
        let request = try AddCheckpointRequest(parsing: setting.request)
        part.judge(request.encoded == setting.request && request.oldSize == 257, "reading and writing")
        part.judge(request.note == setting.checkpoint, "the checkpoint in it")

        var rules = WitnessRules(
            signer: setting.witness,
            logs: [try WitnessedLog(keys: [setting.log.verifier])]
        )
        part.judge(answer(&rules, setting.request, setting.time) == .conflict(size: 0), "before any other")
        let before = try earlier(files, setting, size: 257)
        part.judge(answer(&rules, before, setting.time).status == 200, "a checkpoint over 257")
        for place in request.proof.indices {
            var hashes = request.proof
            hashes[place] = MerkleHash.emptyRoot
            let changed = AddCheckpointRequest(oldSize: 257, proof: hashes, note: request.note)
            let status = answer(&rules, changed.encoded, setting.time).status
            part.judge(status == 422, "hash \(place) of the proof changed")
        }
        let cosigned = try SignedNote(parsing: setting.cosigned)
        if case .cosigned(let line) = answer(&rules, setting.request, setting.time) {
            part.judge(cosigned.signatures.contains(line), "the cosignature")
        } else {
            part.judge(false, "the request")
        }
        part.judge(answer(&rules, before, setting.time) == .conflict(size: 300), "going back")
        return part
    }

    private static func answer(_ rules: inout WitnessRules, _ body: [UInt8], _ time: Int64) -> WitnessAnswer {
        switch rules.judge(body, at: time) {
        case .answer(let answer): return answer
        case .store(let pending):
            rules.take(pending)
            return .cosigned(pending.line)
        }
    }

    /// A first request about the beginning of the log whose tiles are among the vectors.
    private static func earlier(_ files: VectorFiles, _ setting: VectorSetting, size: Int64) throws -> [UInt8]
    {
        let root = try TileHashes(files.folder("tlog_tiles_300"), size: 300).root(size: size)
        let note = try Checkpoint(origin: setting.log.verifier.name, size: size, root: root)
            .signed(by: [setting.log])
        return AddCheckpointRequest(oldSize: 0, proof: [], note: note.encoded).encoded
    }
}
