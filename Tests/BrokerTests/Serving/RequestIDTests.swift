import Broker
import Cryptography
import StrictJSON
import Testing

/// The numbers of requests: UUIDs of version 7 (RFC 9562).
@Suite struct RequestIDTests {
    @Test func itHasTheFormVersionAndVariantOfAVersion7UUID() throws {
        for _ in 0..<200 {
            let id = Array(try RequestID.make(at: Timestamp(seconds: 1_800_000_000)).value.utf8)
            #expect(id.count == 36)
            for (place, byte) in id.enumerated() {
                switch place {
                case 8, 13, 18, 23: #expect(byte == UInt8(ascii: "-"))
                case 14: #expect(byte == UInt8(ascii: "7"))
                case 19: #expect("89ab".utf8.contains(byte))
                default: #expect("0123456789abcdef".utf8.contains(byte))
                }
            }
        }
    }

    @Test func itBeginsWithTheMillisecondsSince1970() throws {
        // The time of RFC 9562's own example: 2022-02-22T14:22:22-05:00.
        let id = try RequestID.make(at: Timestamp(microseconds: 1_645_557_742_000_999)).value
        #expect(id.hasPrefix("017f22e2-79b0-7"))
    }

    @Test func noTwoAreAlike() throws {
        let ids = try (0..<1_000).map { _ in try RequestID.make(at: Timestamp(seconds: 1)) }
        #expect(Set(ids).count == 1_000)
    }

    @Test func laterOnesSortBehindEarlierOnes() throws {
        let ids = try (0..<100).map {
            try RequestID.make(at: Timestamp(microseconds: 1_000_000 + $0 * 1_000))
        }
        #expect(ids == ids.sorted())
    }
}
