package import TransparencyLog

/// One asking of one witness as a pure value: bodies go out, replies come in.
///
/// At most two bodies are sent: the second when the witness tells another size than was assumed.
package struct WitnessRequest: Sendable {
    private let witness: WitnessVerifier
    private let note: SignedNote
    private let checkpoint: Checkpoint
    private var assumed: Int64
    private var repeats = 1

    /// What is to be done.
    package enum Step: Hashable, Sendable {
        /// Send a request whose proof leads from this size to the checkpoint's, and is empty from 0 or between equal sizes.
        case send(from: Int64)
        /// The checkpoint is cosigned: the note with the witness's line, and when.
        case done(SignedNote, time: Int64)
    }

    /// An asking about a log's checkpoint.
    ///
    /// - Parameters:
    ///   - note: the signed checkpoint.
    ///   - log: the log's key.
    ///   - witness: the witness's key.
    ///   - known: the size of the last checkpoint that this witness cosigned, as far as is known; 0 for none.
    /// - Throws: `log` unless the log signed it.
    package init(
        _ note: [UInt8],
        log: NoteVerifier,
        witness: WitnessVerifier,
        known: Int64
    ) throws(WitnessFault) {
        do throws(TransparencyLogError) {
            let read = try SignedNote(parsing: note)
            checkpoint = try Checkpoint.open(read, origin: log.name, keys: [log])
            // Other witnesses' lines are no business of this one.
            self.note = read.keeping { log.isNamed(in: $0) }
        } catch {
            throw WitnessFault(.log, "the newest checkpoint: \(error.detail)")
        }
        self.witness = witness
        assumed = known
    }

    /// The size of the checkpoint.
    package var size: Int64 { checkpoint.size }

    /// The first step; throws `ahead` when the witness is known to have cosigned more than the log has.
    package func first() throws(WitnessFault) -> Step { try send() }

    /// The body of a request with its proof.
    package func body(proof: [Hash]) -> [UInt8] {
        AddCheckpointRequest(oldSize: assumed, proof: proof, note: note.encoded).encoded
    }

    /// Whether the request to be sent needs a proof.
    package var needsProof: Bool { assumed > 0 && assumed < checkpoint.size }

    /// Takes a reply; throws when the witness did not cosign.
    package mutating func take(_ reply: WitnessReply) throws(WitnessFault) -> Step {
        switch reply.status {
        case 200: return try done(reply.body)
        case 409:
            guard reply.body.last == 0x0a, let told = TreeNumber.parse(reply.body.dropLast()),
                told != assumed,
                repeats > 0
            else { throw refused(reply) }
            repeats -= 1
            assumed = told
            return try send()
        case 422:
            throw WitnessFault(
                .forked,
                "the witness `\(witness.name)` cosigned a tree of \(assumed) entries that this log does not continue: "
                    + Self.words(reply)
            )
        default: throw refused(reply)
        }
    }

    private func send() throws(WitnessFault) -> Step {
        guard assumed <= checkpoint.size else {
            throw WitnessFault(
                .ahead,
                "the witness `\(witness.name)` cosigned a tree of \(assumed) entries, this log has \(checkpoint.size)"
            )
        }
        return .send(from: assumed)
    }

    private func done(_ body: [UInt8]) throws(WitnessFault) -> Step {
        do throws(TransparencyLogError) {
            let lines = try NoteSignature.lines(body).filter { witness.isNamed(in: $0) }
            let cosigned = note.adding(lines)
            guard let found = try cosigned.cosignatures(by: [witness]).first, found.time > 0 else {
                throw TransparencyLogError(.notWitnessed, "no cosignature of `\(witness.name)`")
            }
            return .done(cosigned, time: found.time)
        } catch {
            throw WitnessFault(.answer, "the witness's answer: \(error.detail)")
        }
    }

    private func refused(_ reply: WitnessReply) -> WitnessFault {
        WitnessFault(.refused, "the witness `\(witness.name)` answered \(reply.status): \(Self.words(reply))")
    }

    /// The beginning of what the witness said, without what could disturb a terminal.
    private static func words(_ reply: WitnessReply) -> String {
        String(decoding: reply.body.prefix(200).filter { (0x20..<0x7f).contains($0) }, as: UTF8.self)
    }
}
