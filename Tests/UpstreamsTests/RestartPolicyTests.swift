import Testing
import Upstreams

@Suite struct RestartPolicyTests {
    @Test func `the first restart is at once, the next ones after pauses that double up to the longest`() {
        var policy = RestartPolicy(stableAfter: 1000, firstPause: 10, longestPause: 50, mostDeaths: 6)
        let pauses = (0..<6).map { _ in policy.died(started: 0, now: 100) }
        #expect(
            pauses == [
                .restart(at: 100), .restart(at: 110), .restart(at: 120), .restart(at: 140), .restart(at: 150),
                .restart(at: 150),
            ]
        )
        #expect(policy.died(started: 0, now: 100) == .giveUp)
    }

    @Test func `a long life forgets earlier deaths`() {
        var policy = RestartPolicy(stableAfter: 1000, firstPause: 10, longestPause: 50, mostDeaths: 2)
        _ = policy.died(started: 0, now: 1)
        _ = policy.died(started: 1, now: 2)
        #expect(policy.died(started: 2, now: 1002) == .restart(at: 1002))
        #expect(policy.deaths == 1)
    }

    @Test func `the longest pause is never exceeded however many deaths there are`() {
        var policy = RestartPolicy(stableAfter: .max, mostDeaths: .max)
        for _ in 0..<100 {
            guard case .restart(let moment) = policy.died(started: 0, now: 0) else {
                Issue.record("gave up")
                return
            }
            #expect((0...30_000_000).contains(moment))
        }
    }
}
