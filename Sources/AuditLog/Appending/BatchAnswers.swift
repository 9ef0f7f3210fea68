internal import Cryptography
internal import Decisions

/// What to tell those who wait for a batch; told once, after its transaction is durable.
struct BatchAnswers: Sendable {
    /// One answer.
    enum Answer: Sendable {
        case refused(PendingAppend, AppendRefusal)
        case written(PendingAppend, index: Int64, leaf: SHA256Digest, use: CountedUse?)
        case kept(CheckedContinuation<Result<Void, AppendRefusal>, Never>)
    }

    private var answers: [Answer] = []
    /// The signed checkpoint over the batch, or nil when nothing was written.
    var checkpoint: String?

    /// Notes an answer.
    mutating func add(_ answer: Answer) { answers.append(answer) }

    /// Wakes each waiter.
    ///
    /// Many are woken by a task of their own, so that the committer is at the next batch meanwhile.
    func give() {
        if answers.count > Self.few { Task { giveNow() } } else { giveNow() }
    }

    private func giveNow() {
        for answer in answers {
            switch answer {
            case .refused(let pending, let refusal):
                pending.answer.resume(returning: .failure(refusal))
            case .kept(let waiter):
                waiter.resume(returning: .success(()))
            case .written(let pending, let index, let hash, let use):
                let entry = WrittenEntry(index: index, leafHash: hash, use: use, checkpoint: checkpoint ?? "")
                pending.answer.resume(returning: .success(entry))
            }
        }
    }

    /// So few are woken sooner than somebody who would wake them.
    private static let few = 4
}
