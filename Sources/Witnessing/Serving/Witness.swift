internal import Synchronization
package import TransparencyLog

/// A witness at work: one request after the other is judged, stored and only then answered.
///
/// Calls block for as long as storing takes. An error of storage is final: from then on everything is answered with 503,
/// until another start has read what is really there.
package final class Witness: Sendable {
    private struct State {
        var rules: WitnessRules
        var failure: String?
    }

    private let folder: WitnessFolder
    private let state: Mutex<State>
    private let failed: @Sendable (String) -> Void
    private let stored: @Sendable () -> Void

    /// A witness over its folder.
    ///
    /// - Parameters:
    ///   - folder: the locked folder.
    ///   - failed: hears once, from whoever asked, that storing failed.
    ///   - stored: called after a checkpoint is durable and before it is answered, for crash tests.
    /// - Throws: when what is stored of a log is not whole.
    package init(
        _ folder: WitnessFolder,
        failed: @escaping @Sendable (String) -> Void = { _ in },
        stored: @escaping @Sendable () -> Void = {}
    ) throws {
        self.folder = folder
        self.failed = failed
        self.stored = stored
        state = Mutex(State(rules: WitnessRules(signer: folder.signer, logs: try folder.logs())))
    }

    /// The witness's key.
    package var verifier: WitnessVerifier { folder.signer.verifier }

    /// How many logs are watched.
    package var logs: Int { state.withLock { $0.rules.count } }

    /// Answers `add-checkpoint` at a time in seconds since 1970; the clock is read by whoever calls.
    package func addCheckpoint(_ body: [UInt8], at time: () -> Int64) -> WitnessAnswer {
        state.withLock { state in
            if let failure = state.failure { return .unavailable(failure) }
            switch state.rules.judge(body, at: time()) {
            case .answer(let answer): return answer
            case .store(let pending):
                do throws(WitnessStateError) {
                    let answer = try folder.store(pending)
                    state.rules.take(pending)
                    stored()
                    return answer
                } catch {
                    state.failure = "the witness could not store a checkpoint and has stopped"
                    failed("\(error)")
                    return .unavailable("the witness could not store the checkpoint")
                }
            }
        }
    }

    /// The last checkpoint cosigned of the log of an origin hash, with its signatures; nil when there is none.
    package func checkpoint(_ originHash: String) -> [UInt8]? {
        state.withLock { $0.rules.newest(originHash)?.note.encoded }
    }
}
