import FrontEnd
import NIOEmbedded
import Testing

/// Who counts the connections, and lets none in that a drain would miss.
@Suite struct ConnectionLedgerTests {
    @Test func aDrainKnowsEveryOpenConnectionAndNoneIsTakenInAfterIt() {
        let ledger = ConnectionLedger()
        let (first, second) = (EmbeddedChannel(), EmbeddedChannel())
        #expect(ledger.open(first, limit: 2))
        #expect(!ledger.isDraining)
        #expect(ledger.drain().map { ObjectIdentifier($0) } == [ObjectIdentifier(first)])
        #expect(ledger.isDraining)
        #expect(
            !ledger.open(second, limit: 2),
            "it was accepted before the listener closed, and came too late"
        )
        ledger.closed(first)
        #expect(ledger.count == 0)
    }
}
