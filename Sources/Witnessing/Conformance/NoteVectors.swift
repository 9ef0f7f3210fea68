internal import Cryptography
internal import StrictJSON
internal import TransparencyLog

/// Notes, keys, checkpoints and receipts of other implementations.
enum NoteVectors {
    static func notes(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("notes and keys")
        let json = try files.json("signed_note.json")
        for test in try json["valid"].array() {
            let bytes = Array(try test["note"].string().utf8)
            let vkey = try test["vkey"].string()
            let key = try? NoteVerifier(vkey: vkey)
            let note = try? SignedNote(parsing: bytes)
            let isVerified = key.flatMap { key in try? note?.verified(by: [key]) == [key] } ?? false
            part.judge(isVerified && note?.encoded == bytes, "the note of \(vkey)")
            mangle(vkey, &part)
        }
        for key in try json["vkeys_valid"].array().map({ try $0.string() }) {
            part.judge((try? NoteVerifier(vkey: key).vkey) == key, key)
            mangle(key, &part)
        }
        for key in try json["vkeys_invalid"].array().map({ try $0.string() }) {
            part.judge((try? NoteVerifier(vkey: key)) == nil, key)
        }
        return part
    }

    static func checkpoints(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("checkpoints")
        let setting = try VectorSetting(files)
        part.judge(setting.log.verifier.vkey == setting.logKey, "the log's key")
        part.judge(setting.witness.verifier.vkey == setting.witnessKey, "the witness's key")
        let checkpoint = try Checkpoint.open(setting.checkpoint, log: setting.log.verifier)
        part.judge(
            checkpoint.size == 300 && checkpoint.extensions.isEmpty,
            "the checkpoint's size"
        )
        part.judge(
            try checkpoint.signed(by: [setting.log]).encoded == setting.checkpoint,
            "signing it again"
        )
        let cosigned = try SignedNote(parsing: setting.cosigned)
        let found = try cosigned.cosignatures(by: [setting.witness.verifier])
        part.judge(found.map(\.time) == [setting.time], "the cosignature")
        part.judge(
            try SignedNote(parsing: setting.checkpoint)
                .adding([setting.witness.cosign(cosigned.text, time: setting.time)]).encoded
                == setting.cosigned,
            "cosigning it again"
        )
        return part
    }

    static func receipts(_ files: VectorFiles) throws -> TlogConformance.Part {
        var part = TlogConformance.Part("receipts")
        let setting = try VectorSetting(files)
        for index in [0, 255, 256, 299] {
            let bytes = try files.bytes("proofs/leaf\(index)_of_300.tlog-proof")
            let leaf = try files.bytes("proofs/leaf\(index).bin")
            let receipt = try? ReceiptProof(parsing: bytes)
            func verifies(_ leaf: [UInt8]) -> Bool {
                let found = try? receipt?.verified(
                    entry: leaf,
                    log: setting.log.verifier,
                    witnesses: [setting.witness.verifier],
                    quorum: 1
                )
                return found?.checkpoint.size == 300
            }
            part.judge(receipt?.encoded == bytes && verifies(leaf), "leaf \(index)")
            part.judge(!verifies(leaf + [0]), "another leaf than \(index)")
        }
        return part
    }

    /// Every proper part of a key and every byte of it increased must be refused: one case for each.
    private static func mangle(_ vkey: String, _ part: inout TlogConformance.Part) {
        let bytes = Array(vkey.utf8)
        func isRefused(_ bytes: [UInt8]) -> Bool {
            (try? NoteVerifier(vkey: String(decoding: bytes, as: UTF8.self))) == nil
        }
        for start in bytes.indices {
            for end in start...bytes.count where end - start < bytes.count {
                part.judge(isRefused(Array(bytes[start..<end])), "\(start)..<\(end) of \(vkey)")
            }
            var changed = bytes
            changed[start] += 1
            part.judge(isRefused(changed), "byte \(start) of \(vkey) increased")
        }
    }
}

/// The keys and texts of `checkpoint_vectors.json`, which several vectors share.
struct VectorSetting {
    let log: NoteSigner
    let logKey: String
    let witness: WitnessSigner
    let witnessKey: String
    let time: Int64
    let checkpoint: [UInt8]
    let cosigned: [UInt8]
    let request: [UInt8]

    init(_ files: VectorFiles) throws {
        let json = try files.json("checkpoint_vectors.json")
        log = try NoteSigner(
            name: json["log_origin"].string(),
            key: PrivateKey(ed25519Seed: json["log_seed_hex"].hex())
        )
        logKey = try json["log_vkey"].string()
        witness = try WitnessSigner(
            name: json["witness_name"].string(),
            key: PrivateKey(ed25519Seed: json["witness_seed_hex"].hex())
        )
        witnessKey = try json["witness_vkey_0x04"].string()
        time = try json["cosign_time"].integer() ?? 0
        checkpoint = Array(try json["checkpoint"].string().utf8)
        cosigned = Array(try json["cosigned_checkpoint"].string().utf8)
        request = Array(try json["add_checkpoint_request_old_257"].string().utf8)
    }
}
