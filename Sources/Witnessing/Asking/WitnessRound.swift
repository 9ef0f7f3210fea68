package import TransparencyLog

/// Asks witnesses about a log's newest checkpoint and keeps what they say; the caller decides when.
package struct WitnessRound: Sendable {
    private let source: any WitnessedSource
    private let folder: CosignatureFolder
    private let transport: any WitnessTransport

    /// One witness: where and who.
    package struct Witness: Hashable, Sendable {
        /// Where it is asked.
        package let address: WitnessAddress
        /// Its key.
        package let key: WitnessVerifier

        package init(address: WitnessAddress, key: WitnessVerifier) {
            self.address = address
            self.key = key
        }
    }

    /// What came of asking one witness.
    package struct Result: Sendable {
        /// The witness.
        package let witness: Witness
        /// The size and the time in seconds since 1970, or why not.
        package let outcome: Swift.Result<(size: Int64, time: Int64), WitnessFault>
    }

    /// Rounds for one log.
    package init(source: any WitnessedSource, folder: CosignatureFolder, transport: any WitnessTransport) {
        self.source = source
        self.folder = folder
        self.transport = transport
    }

    /// Asks every witness at the same time; the results are in their order.
    package func ask(_ witnesses: [Witness]) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            for (place, witness) in witnesses.enumerated() {
                group.addTask { (place, await result(of: witness)) }
            }
            var found: [Int: Result] = [:]
            for await (place, result) in group { found[place] = result }
            return witnesses.indices.compactMap { found[$0] }
        }
    }

    /// Asks one witness about the newest checkpoint and stores its cosignature.
    package func ask(_ witness: Witness) async throws(WitnessFault) -> (size: Int64, time: Int64) {
        let known = folder.newest(of: witness.key, log: source.key)?.note
        let size = known.flatMap { try? Checkpoint(parsing: $0.text).size } ?? 0
        var request = try WitnessRequest(
            try read { try source.newestCheckpoint() },
            log: source.key,
            witness: witness.key,
            known: size
        )
        var step = try request.first()
        while true {
            switch step {
            case .send(let old):
                let new = request.size
                let proof = request.needsProof ? try read { try source.consistency(from: old, to: new) } : []
                step = try request.take(
                    await transport.addCheckpoint(request.body(proof: proof), at: witness.address)
                )
            case .done(let note, let time):
                try folder.store(note, of: witness.key)
                return (request.size, time)
            }
        }
    }

    /// How many entries the largest checkpoint covers that one of the witnesses cosigned, as it is stored; 0 when none ever
    /// did.
    package func cosignedSize(_ witnesses: [WitnessVerifier]) -> Int64 {
        let notes = witnesses.compactMap { folder.newest(of: $0, log: source.key)?.note }
        return notes.compactMap { try? Checkpoint(parsing: $0.text).size }.max() ?? 0
    }

    private func result(of witness: Witness) async -> Result {
        do throws(WitnessFault) {
            return Result(witness: witness, outcome: .success(try await ask(witness)))
        } catch {
            return Result(witness: witness, outcome: .failure(error))
        }
    }

    private func read<R>(_ body: () throws -> R) throws(WitnessFault) -> R {
        do { return try body() } catch { throw WitnessFault(.log, "\(error)") }
    }
}
