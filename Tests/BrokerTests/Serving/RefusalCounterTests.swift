import Broker
import Cryptography
import Decisions
import StrictJSON
import Testing

/// What is refused before its operation is known, counted minute by minute.
@Suite struct RefusalCounterTests {
    static let start = Timestamp(seconds: 1_800_000_000)

    private func certificate(_ number: Int) -> SHA256Digest { .of(Array("certificate \(number)".utf8)) }

    @Test func nothingRefusedIsNoSummary() {
        #expect(RefusalCounter(since: Self.start).take(at: Self.start.adding(seconds: 60)).isEmpty)
    }

    @Test func organisationsAndStrangersAreSummedApart() throws {
        let counter = RefusalCounter(since: Self.start)
        counter.count(.unknownOperation, organisation: "icmec", certificate: certificate(1))
        counter.count(.unknownOperation, organisation: "icmec", certificate: certificate(1))
        counter.count(.auditUnavailable, organisation: "icmec", certificate: certificate(2))
        counter.count(.unknownClient, certificate: certificate(3))
        counter.count(.rateLimited)
        let summaries = counter.take(at: Self.start.adding(seconds: 60))
        try #require(summaries.count == 2)

        let strangers = summaries[0]
        #expect(strangers.organisation == nil)
        #expect(strangers.since == Self.start)
        #expect(strangers.reasons == [.init(.rateLimited, 1), .init(.unknownClient, 1)])
        #expect(strangers.fingerprints == [.init(certificate(3), 1)])
        #expect(strangers.others == 1)

        let charity = summaries[1]
        #expect(charity.organisation == "icmec")
        #expect(charity.reasons == [.init(.auditUnavailable, 1), .init(.unknownOperation, 2)])
        #expect(charity.fingerprints == [.init(certificate(1), 2), .init(certificate(2), 1)])
        #expect(charity.others == 0)
    }

    @Test func takingBeginsTheNextMinute() throws {
        let counter = RefusalCounter(since: Self.start)
        counter.count(.rateLimited)
        let minute = Self.start.adding(seconds: 60)
        _ = counter.take(at: minute)
        #expect(counter.take(at: minute).isEmpty)
        counter.count(.unknownClient)
        #expect(try #require(counter.take(at: minute.adding(seconds: 60)).first).since == minute)
    }

    @Test func aFloodOfCertificatesIsCountedWithoutBeingKept() throws {
        let counter = RefusalCounter(since: Self.start)
        for number in 0..<5_000 { counter.count(.unknownClient, certificate: certificate(number)) }
        counter.count(.unknownClient, certificate: certificate(7))
        let summary = try #require(counter.take(at: Self.start.adding(seconds: 60)).first)
        #expect(summary.reasons == [.init(.unknownClient, 5_001)])
        #expect(summary.fingerprints.count == RefusalSummary.mostFingerprints)
        #expect(summary.fingerprints.first == .init(certificate(7), 2))
        #expect(summary.fingerprints.reduce(0) { $0 + $1.count } + summary.others == 5_001)
    }

    @Test func aSummaryIsAnEntryThatReadsBackAsItWas() throws {
        let counter = RefusalCounter(since: Self.start)
        counter.count(.unknownOperation, organisation: "icmec", certificate: certificate(1))
        let summary = try #require(counter.take(at: Self.start).first)
        #expect(try RefusalSummary(summary.json) == summary)
    }
}
