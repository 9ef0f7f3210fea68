import Testing
import Upstreams

@Suite struct RestartPolicyTests {
    @Test func `the first restart is at once, the next ones after pauses that double up to the longest`() {
        var policy = RestartPolicy(stableAfter: 1000, firstPause: 10, longestPause: 50)
        let pauses = (0..<6).map { _ in policy.died(started: 0, now: 100) }
        #expect(pauses == [100, 110, 120, 140, 150, 150])
    }

    @Test func `a long life forgets earlier deaths`() {
        var policy = RestartPolicy(stableAfter: 1000, firstPause: 10, longestPause: 50)
        _ = policy.died(started: 0, now: 1)
        _ = policy.died(started: 1, now: 2)
        #expect(policy.died(started: 2, now: 1002) == 1002)
        #expect(policy.deaths == 1)
    }

    @Test func `a worker that dies a thousand times is still started again, after the longest pause`() {
        var policy = RestartPolicy(stableAfter: .max)
        for _ in 0..<1_000 {
            let moment = policy.died(started: 0, now: 0)
            #expect((0...30_000_000).contains(moment))
        }
        #expect(policy.died(started: 0, now: 7) == 30_000_007)
    }
}
