import CoreProtocol
import Cryptography
import Decisions
import Pipeline
import StrictJSON
import Synchronization

/// What reached the log and the core, in the order in which it did.
actor Account {
    enum Event: Hashable {
        /// An entry was taken: `allow`, `deny` or `outcome`, and its number.
        case recorded(ExactString, Int64)
        /// The core was asked under a decision.
        case forwarded(Int64)
    }

    private(set) var events: [Event] = []
    private(set) var generations: [Int64] = []
    private var size: Int64 = 0

    /// Takes an entry and gives it the next number.
    func take(_ draft: EntryDraft) -> Int64 {
        let kind = draft.body["ruling"]?["decision"]?.string ?? ExactString(draft.type.rawValue)
        events.append(.recorded(kind, size))
        if let generation = draft.body["generation"]?.integer { generations.append(generation) }
        size += 1
        return size - 1
    }

    /// Notes that the core was asked.
    func forward(_ request: CoreRequest) { events.append(.forwarded(request.decision)) }
}

/// A log that keeps an account, after refusing what it was told to refuse.
final class AccountingLog: Recorder {
    private let account: Account
    private let refusals: Mutex<[AppendRefusal]>
    private let turnstile: Turnstile?

    init(account: Account, refusing refusals: [AppendRefusal] = [], turnstile: Turnstile? = nil) {
        self.account = account
        self.refusals = Mutex(refusals)
        self.turnstile = turnstile
    }

    func record(_ draft: EntryDraft) async throws(AppendRefusal) -> Receipt {
        await turnstile?.pass()
        let refusal = refusals.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let refusal { throw refusal }
        let index = await account.take(draft)
        do {
            return try Log.receipt(for: draft, at: index)
        } catch {
            throw .unavailable("\(error)")
        }
    }
}

/// A core that keeps an account and finds one face.
struct AccountingCore: MatchingCore {
    let account: Account
    var turnstile: Turnstile?

    func perform(_ order: consuming Order) async -> CoreResponse {
        let request = order.request
        await turnstile?.pass()
        await account.forward(request)
        return Core.reply(Core.matches(97_000_000), to: request)
    }
}

/// Holds up the first who comes until it is opened; those after it pass.
final class Turnstile: Sendable {
    private let arrivals = AsyncStream<Void>.makeStream()
    private let openings = AsyncStream<Void>.makeStream()
    private let isUsed = Mutex(false)

    /// Waits until it is opened; cancellation does not open it.
    func pass() async {
        let isFirst = isUsed.withLock { used in
            defer { used = true }
            return !used
        }
        guard isFirst else { return }
        arrivals.continuation.yield()
        // In a task of its own, so that a cancelled caller waits as well.
        await Task { [stream = openings.stream] in for await _ in stream { break } }.value
    }

    /// Returns once somebody has come.
    func arrival() async { for await _ in arrivals.stream { break } }

    /// Lets whoever waits pass.
    func open() { openings.continuation.yield() }
}
