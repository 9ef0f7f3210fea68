internal import Cryptography
internal import Decisions
internal import StrictJSON

/// An append that waits for the committer.
final class PendingAppend: Sendable {
    let facts: DraftFacts
    let template: LeafTemplate
    /// The draft's personal values, encrypted for the overseers; nil when there are none of either.
    let sealed: [UInt8]?
    let answer: CheckedContinuation<Result<WrittenEntry, AppendRefusal>, Never>

    init(
        facts: DraftFacts,
        template: LeafTemplate,
        sealed: [UInt8]?,
        answer: CheckedContinuation<Result<WrittenEntry, AppendRefusal>, Never>
    ) {
        self.facts = facts
        self.template = template
        self.sealed = sealed
        self.answer = answer
    }
}

/// An entry that is durable; whoever waited makes its receipt from it, on its own thread.
struct WrittenEntry: Sendable {
    let index: Int64
    let leaf: [UInt8]
    let use: CountedUse?
    let checkpoint: String
}

/// What the committer's thread is asked to do.
enum CommitterTask: Sendable {
    case append(PendingAppend)
    case keepBundle(SHA256Digest, [BundleFile], CheckedContinuation<Result<Void, AppendRefusal>, Never>)
    case stop(CheckedContinuation<Void, Never>?)

    /// What the task weighs against a batch's and the queue's limit of bytes.
    var byteCount: Int {
        switch self {
        case .append(let pending): pending.template.leafByteLimit
        case .keepBundle(_, let files, _): files.reduce(0) { $0 + $1.bytes.count + $1.path.byteCount }
        case .stop: 0
        }
    }

    /// Whether it asks the thread to end.
    var isStop: Bool { if case .stop = self { true } else { false } }

    /// Tells whoever waits that the log is closed to it.
    func refuse(_ refusal: AppendRefusal) {
        switch self {
        case .append(let pending): pending.answer.resume(returning: .failure(refusal))
        case .keepBundle(_, _, let answer): answer.resume(returning: .failure(refusal))
        case .stop(let answer): answer?.resume()
        }
    }
}
