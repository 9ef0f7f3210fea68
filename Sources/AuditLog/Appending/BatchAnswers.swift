internal import Cryptography
internal import Decisions
internal import Synchronization

/// What to tell those who wait for a batch; told once, after its transaction is durable.
struct BatchAnswers: Sendable {
    /// One answer.
    enum Answer: Sendable {
        case refused(PendingAppend, AppendRefusal)
        case written(PendingAppend, index: Int64, leaf: SHA256Digest, use: CountedUse?)
        case kept(CheckedContinuation<Result<Void, AppendRefusal>, Never>)
        case noted(
            CheckedContinuation<Result<Int64, ClockNoteRefusal>, Never>,
            Result<Int64, ClockNoteRefusal>
        )
    }

    /// What a batch leaves behind; in a box, so that whoever tells also lets go of it, and not the committer.
    private final class Rest: Sendable {
        let answers = Mutex<[Answer]>([])
        let leaves = Mutex<[MadeLeaf]>([])
    }

    private let rest = Rest()
    /// The signed checkpoint over the batch, or nil when nothing was written.
    var checkpoint: String?

    /// Notes an answer.
    func add(_ answer: Answer) { rest.answers.withLock { $0.append(answer) } }

    /// Takes leaves that are written, and lets go of them when everybody was told.
    func keep(_ leaves: [MadeLeaf]) { rest.leaves.withLock { $0 = leaves } }

    /// Wakes each waiter.
    ///
    /// Many are woken by a task of their own, so that the committer is at the next batch meanwhile.
    func give() {
        let (answers, leaves) = (Self.take(rest.answers), Self.take(rest.leaves))
        guard answers.count > Self.few else { return giveNow(answers) }
        Task { withExtendedLifetime(leaves) { giveNow(answers) } }
    }

    private func giveNow(_ answers: [Answer]) {
        for answer in answers {
            switch answer {
            case .refused(let pending, let refusal):
                pending.answer.resume(returning: .failure(refusal))
            case .kept(let waiter):
                waiter.resume(returning: .success(()))
            case .noted(let waiter, let result):
                waiter.resume(returning: result)
            case .written(let pending, let index, let hash, let use):
                let entry = WrittenEntry(index: index, leafHash: hash, use: use, checkpoint: checkpoint ?? "")
                pending.answer.resume(returning: .success(entry))
            }
        }
    }

    private static func take<T: Sendable>(_ kept: borrowing Mutex<[T]>) -> [T] {
        kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }

    /// So few are woken sooner than somebody who would wake them.
    private static let few = 4
}
