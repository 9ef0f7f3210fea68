import FrontEnd
import Testing

@Suite struct RequestLedgerTests {
    let ledger = RequestLedger()
    let limits: HTTPLimits

    init() {
        var limits = HTTPLimits()
        limits.requestsPerOrganisation = 3
        limits.bodyBytesPerOrganisation = 100
        limits.bodyBytes = 150
        limits.requestsPerSecond = 2
        limits.requestBurst = 3
        self.limits = limits
    }

    func account(_ organisation: String, at now: UInt64 = 0) -> OrganisationAccount {
        ledger.account(organisation, limits: limits, at: now)
    }

    func claim(_ bytes: Int, _ organisation: String = "a") throws(FrontEndRefusal) -> RequestLedger.Claim {
        try ledger.claim(bytes, for: account(organisation), limits: limits)
    }

    @Test func `one organisation has no more requests in hand than the limit, and another is not concerned`()
        throws
    {
        let first = try claim(0)
        _ = try claim(0)
        _ = try claim(0)
        #expect(throws: FrontEndRefusal(.tooManyRequests, "the organisation has 3 requests in hand already"))
        {
            try claim(0)
        }
        #expect(throws: Never.self) { try claim(0, "b") }
        ledger.release(first)
        #expect(throws: Never.self) { try claim(0) }
    }

    @Test func `one organisation's bodies have no more bytes than its limit`() throws {
        let first = try claim(60)
        _ = try claim(40)
        #expect(throws: FrontEndRefusal.self) { try claim(1) }
        #expect(throws: Never.self) { try claim(50, "b") }
        ledger.release(first)
        #expect(throws: Never.self) { try claim(50) }
    }

    @Test func `all bodies together have no more bytes than the limit`() throws {
        _ = try claim(100, "a")
        _ = try claim(50, "b")
        let refusal = #expect(throws: FrontEndRefusal.self) { try claim(1, "c") }
        #expect(refusal?.code == .noRoomForBody)
        #expect(refusal?.code.status == 503)
        #expect(throws: Never.self) { try claim(0, "c") }
    }

    @Test func `a refused claim takes nothing, and what is given back leaves nothing`() throws {
        let claims = [try claim(90), try claim(50, "b")]
        #expect(throws: FrontEndRefusal.self) { try claim(20) }
        #expect(throws: FrontEndRefusal.self) { try claim(.max, "c") }
        #expect(ledger.standing == (2, 140))
        for one in claims { ledger.release(one) }
        #expect(ledger.standing == (0, 0))
    }

    @Test func `a burst is let through, then as many as the rate, with the whole seconds to wait`() {
        let one = account("a")
        for _ in 0..<3 { #expect(one.pace(at: 1_000) == nil) }
        let refusal = one.pace(at: 1_000)
        #expect(refusal?.code == .rateExceeded)
        #expect(refusal?.code.status == 429)
        #expect(refusal?.retryAfter == 1)
        #expect(account("b").pace(at: 1_000) == nil)
        #expect(one.pace(at: 500_001_000) == nil)
        #expect(one.pace(at: 500_001_000) != nil)
    }

    @Test func `leaving and coming back does not fill an organisation's bucket`() {
        let one = account("a")
        _ = one.enter(limit: 1)
        for _ in 0..<3 { _ = one.pace(at: 0) }
        one.leave()
        for number in 0..<2_000 { _ = account("other \(number)") }
        #expect(account("a").pace(at: 0) != nil)
    }

    @Test func `accounts that hold nothing are forgotten when there are many`() {
        let first = account("a")
        #expect(account("a") === first)
        for number in 0..<2_000 { _ = account("other \(number)") }
        #expect(account("a") !== first)
    }
}
