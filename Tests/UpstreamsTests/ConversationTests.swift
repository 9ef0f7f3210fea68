import CoreProtocol
import Pipeline
import StrictJSON
import Testing
import Upstreams

@Suite struct ConversationTests {
    private var configuration = WorkerConfiguration(executable: "/nowhere", arguments: [])

    private func request(_ id: UInt64, _ operation: CoreOperation = .listCollections) -> CoreRequest {
        CoreRequest(id: id, decision: Int64(id), operation: operation)
    }

    private func reply(_ id: UInt64, _ result: CoreResult = .collections([])) -> Frame {
        let model = ModelIdentity(core: "c", name: "m", version: "1")
        return CoreReply(id: id, model: model, result: .success(result)).frame
    }

    /// A conversation in which these requests were asked at 0 with deadline 100 and sent.
    private func asked(_ ids: [UInt64]) -> Conversation<UInt64> {
        var conversation = Conversation<UInt64>(configuration)
        for id in ids { _ = conversation.ask(request(id), deadline: 100, now: 0, waiter: id) }
        while let frame = conversation.next { conversation.sent(frame.bytes.count) }
        return conversation
    }

    @Test func `replies in any order reach whoever asked`() throws {
        var conversation = asked([1, 2, 3])
        for id in [2, 3, 1] as [UInt64] {
            let settled = try #require(try conversation.received(reply(id), now: 1))
            #expect(settled.waiter == id)
            #expect(try settled.result.get().id == id)
        }
        #expect(conversation.inFlight == 0 && conversation.nextDeadline == nil)
    }

    @Test func `frames leave one by one, each from its first byte to its last`() throws {
        var conversation = Conversation<UInt64>(configuration)
        for id in 1...3 as ClosedRange<UInt64> {
            #expect(conversation.ask(request(id), deadline: 9, now: 0, waiter: id) == nil)
        }
        for id in 1...3 as ClosedRange<UInt64> {
            let whole = try request(id).frame.encoded()
            #expect(conversation.next?.bytes == whole && conversation.next?.sent == 0)
            conversation.sent(5)
            #expect(conversation.next?.id == id && conversation.next?.sent == 5)
            conversation.sent(whole.count - 5)
        }
        #expect(conversation.next == nil)
    }

    @Test func `a reply to nothing, to another question or before the question was sent is a breach`() {
        var conversation = asked([1])
        #expect(throws: Breach.self) { try conversation.received(reply(2), now: 1) }
        conversation = asked([1])
        #expect(throws: Breach.self) { try conversation.received(reply(1, .collectionDeleted), now: 1) }
        conversation = asked([1])
        #expect(throws: Never.self) { try conversation.received(reply(1), now: 1) }
        #expect(throws: Breach.self) { try conversation.received(reply(1), now: 1) }
        conversation = Conversation(configuration)
        _ = conversation.ask(request(1), deadline: 100, now: 0, waiter: 1)
        conversation.sent(3)
        #expect(throws: Breach.self) { try conversation.received(reply(1), now: 1) }
        conversation = asked([1])
        #expect(throws: Breach.self) { try conversation.received(Frame(header: ["id": 1]), now: 1) }
    }

    @Test func `a request that was sent and not answered in time fails once, and its late reply is nobody's`()
        throws
    {
        var conversation = asked([1])
        #expect(conversation.expire(now: 99).isEmpty)
        let settled = conversation.expire(now: 100)
        #expect(settled.map(\.waiter) == [1])
        #expect(settled.first.map { isBeforeMatching($0.result) } == .some(false))
        #expect(conversation.expire(now: 200).isEmpty)
        #expect(try conversation.received(reply(1), now: 300) == nil)
        #expect(conversation.inFlight == 0)
    }

    @Test func `a request that was never sent fails as before matching, and is never sent later`() {
        var conversation = Conversation<UInt64>(configuration)
        _ = conversation.ask(request(1), deadline: 100, now: 0, waiter: 1)
        let settled = conversation.expire(now: 100)
        #expect(settled.first.map { isBeforeMatching($0.result) } == .some(true))
        #expect(conversation.next == nil && conversation.inFlight == 0)
    }

    @Test func `when the worker dies everything owed fails, and only what was not sent is before matching`() {
        var conversation = asked([1])
        _ = conversation.ask(request(2), deadline: 100, now: 0, waiter: 2)
        conversation.sent(1)
        _ = conversation.ask(request(3), deadline: 100, now: 0, waiter: 3)
        let settled = conversation.end("gone").sorted { $0.waiter < $1.waiter }
        #expect(settled.map(\.waiter) == [1, 2, 3])
        #expect(settled.map { isBeforeMatching($0.result) } == [false, false, true])
        #expect(conversation.inFlight == 0 && conversation.next == nil)
        #expect(conversation.end("again").isEmpty)
    }

    @Test func `a number in use, too many requests, too many bytes and too large a frame are refused unsent`()
    {
        var small = configuration
        small.maxInFlight = 2
        var conversation = Conversation<UInt64>(small)
        #expect(conversation.ask(request(1), deadline: 9, now: 0, waiter: 1) == nil)
        #expect(refused(conversation.ask(request(1), deadline: 9, now: 0, waiter: 2)))
        #expect(conversation.ask(request(2), deadline: 9, now: 0, waiter: 2) == nil)
        #expect(refused(conversation.ask(request(3), deadline: 9, now: 0, waiter: 3)))

        small = configuration
        small.maxQueuedBytes = 1000
        conversation = Conversation(small)
        let image = CoreOperation.detectFaces(image: [UInt8](repeating: 0, count: 800))
        #expect(conversation.ask(request(1, image), deadline: 9, now: 0, waiter: 1) == nil)
        #expect(refused(conversation.ask(request(2, image), deadline: 9, now: 0, waiter: 2)))
        let large = CoreOperation.detectFaces(image: [UInt8](repeating: 0, count: 7 << 20))
        #expect(refused(conversation.ask(request(3, large), deadline: 9, now: 0, waiter: 3)))
    }

    @Test func `a worker that owes a reply is stuck after its silence, and never while it owes none`() throws
    {
        var conversation = asked([1, 2])
        let silence = configuration.silence
        #expect(!conversation.isStuck(now: silence - 1) && conversation.isStuck(now: silence))
        #expect(conversation.nextDeadline == 100)
        _ = conversation.expire(now: 100)
        #expect(conversation.nextDeadline == silence)
        _ = try conversation.received(reply(1), now: 50)
        #expect(!conversation.isStuck(now: silence) && conversation.isStuck(now: silence + 50))
        _ = try conversation.received(reply(2), now: 60)
        #expect(!conversation.isStuck(now: .max))
        _ = conversation.ask(request(3), deadline: 100, now: 10 * silence, waiter: 3)
        #expect(!conversation.isStuck(now: 10 * silence + 1))
    }

    private func isBeforeMatching(_ result: Result<CoreReply, CoreUnavailable>) -> Bool? {
        guard case .failure(let failure) = result else { return nil }
        return failure.isBeforeMatching
    }

    private func refused(_ settled: Conversation<UInt64>.Settled?) -> Bool {
        settled.flatMap { isBeforeMatching($0.result) } == true
    }
}
