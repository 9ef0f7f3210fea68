import FrontEnd
import Support
import Testing

@Suite struct TokenBucketTests {
    @Test func `so many at once, and then one for each interval`() {
        var bucket = TokenBucket(perSecond: 10, burst: 5)
        #expect((0..<5).allSatisfy { _ in bucket.take(at: 7) == nil })
        #expect(bucket.take(at: 7) == 100_000_000)
        #expect(bucket.take(at: 100_000_006) == 1)
        #expect(bucket.take(at: 100_000_007) == nil)
        #expect(bucket.take(at: 100_000_007) == 100_000_000)
    }

    @Test func `it never holds more than its burst, however long nobody comes`() {
        var bucket = TokenBucket(perSecond: 1_000, burst: 2)
        let late: UInt64 = 1 << 60
        #expect(bucket.take(at: late) == nil)
        #expect(bucket.take(at: late) == nil)
        #expect(bucket.take(at: late) != nil)
    }

    @Test func `a refused request costs nothing`() {
        var bucket = TokenBucket(perSecond: 1, burst: 1)
        #expect(bucket.take(at: 0) == nil)
        for _ in 0..<100 { #expect(bucket.take(at: 1) == 999_999_999) }
        #expect(bucket.take(at: 1_000_000_000) == nil)
    }

    @Test func `a rate without an end lets everything through`() {
        var bucket = TokenBucket(perSecond: .max, burst: 1)
        #expect((0..<10_000).allSatisfy { _ in bucket.take(at: 0) == nil })
        #expect(bucket.isFull(at: 0))
    }

    @Test func `over any time no more than burst and rate come through`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let rate = Int.random(in: 1...2_000, using: &generator)
            let burst = Int.random(in: 1...50, using: &generator)
            var bucket = TokenBucket(perSecond: rate, burst: burst)
            var now: UInt64 = 0
            var passed = 0
            for _ in 0..<500 {
                now += UInt64.random(in: 0...2_000_000, using: &generator)
                if bucket.take(at: now) == nil { passed += 1 }
            }
            #expect(passed <= burst + Int(now / (1_000_000_000 / UInt64(rate))))
        }
    }
}
