internal import Cryptography
internal import Decisions
internal import StrictJSON
internal import Synchronization

/// An append that waits for the committer.
final class PendingAppend: Sendable {
    let facts: DraftFacts
    let template: LeafTemplate
    /// The draft's personal values, encrypted for the overseers; nil when there are none of either.
    let sealed: [UInt8]?
    let answer: CheckedContinuation<Result<WrittenEntry, AppendRefusal>, Never>
    /// What whoever asks has made, for the place that the entry is likely to get.
    private let made = Mutex<MadeLeaf?>(nil)

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

    /// Makes the leaf for a place before it is certain, on the thread of whoever asks, while the committer is at others.
    ///
    /// A warrant's use is counted by the committer, so such a leaf cannot be made before.
    func make(at place: LikelyPlace, origin: [UInt8]) {
        guard facts.warrantUse == nil else { return }
        let envelope = Envelope(
            origin: origin,
            index: place.index,
            nonce: place.nonce,
            time: facts.time,
            type: facts.type,
            use: nil
        )
        let leaf = MadeLeaf(template, envelope)
        made.withLock { $0 = leaf }
    }

    /// The leaf, if it was made for exactly this place and time.
    func leaf(at index: Int64, _ time: Timestamp) -> MadeLeaf? {
        made.withLock { made in made.flatMap { $0.index == index && $0.time == time ? $0 : nil } }
    }
}

/// The index that an entry gets if nothing that waits before it is refused, and a nonce for it.
struct LikelyPlace {
    let index: Int64
    let nonce: ArraySlice<UInt8>
}

/// An entry that is durable; whoever waited makes its receipt from it, on its own thread.
struct WrittenEntry: Sendable {
    let index: Int64
    let leafHash: SHA256Digest
    let use: CountedUse?
    let checkpoint: String
}

/// What the committer's thread is asked to do.
enum CommitterTask: Sendable {
    case append(PendingAppend)
    indirect case keepBundle(
        SHA256Digest,
        [BundleFile],
        CheckedContinuation<Result<Void, AppendRefusal>, Never>
    )
    /// Look at the clocks, whose standing may have changed.
    case look
    /// Trust the wall clock by an operator's word.
    indirect case trustClock(ClockNote, CheckedContinuation<Result<Int64, ClockNoteRefusal>, Never>)
    case stop(CheckedContinuation<Void, Never>?)

    /// What the task weighs against a batch's and the queue's limit of bytes.
    var byteCount: Int {
        switch self {
        case .append(let pending): pending.template.leafByteLimit
        case .keepBundle(_, let files, _): files.reduce(0) { $0 + $1.bytes.count + $1.path.byteCount }
        case .trustClock(let note, _): note.reason.byteCount
        case .look, .stop: 0
        }
    }

    /// Whether it asks the thread to end.
    var isStop: Bool { if case .stop = self { true } else { false } }

    /// Whether it becomes an entry.
    var isAppend: Bool { if case .append = self { true } else { false } }

    /// Tells whoever waits that the log is closed to it.
    func refuse(_ refusal: AppendRefusal) {
        switch self {
        case .append(let pending): pending.answer.resume(returning: .failure(refusal))
        case .keepBundle(_, _, let answer): answer.resume(returning: .failure(refusal))
        case .trustClock(_, let answer):
            answer.resume(returning: .failure(ClockNoteRefusal(description: "not recorded: \(refusal)")))
        case .look: break
        case .stop(let answer): answer?.resume()
        }
    }
}
