import Broker
import Cryptography
import Testing

/// What is said of what ends: from 30 days before, as urgent from 7, and of short lives in their last third.
@Suite struct ExpiriesTests {
    static let day: Int64 = 86_400
    static let now = Timestamp(seconds: 1_800_000_000)

    private func warnings(_ kind: Expiries.Item.Kind, left: Int64, life: Int64?) -> [String] {
        let end = Self.now.adding(seconds: left)
        let item = Expiries.Item(
            kind: kind,
            name: "x",
            digest: .of([]),
            end: end,
            begin: life.map { end.adding(seconds: -$0) }
        )
        return Expiries(items: [item]).warnings(at: Self.now)
    }

    @Test(arguments: [Expiries.Item.Kind.server, .authority, .revocationList, .bundle])
    func everythingIsNamedFromThirtyDaysBeforeItsEndAndAsUrgentFromSeven(kind: Expiries.Item.Kind) {
        for life in [nil, 30 * Self.day, 365 * Self.day] {
            #expect(warnings(kind, left: 30 * Self.day + 1, life: life).isEmpty)
            let soon = warnings(kind, left: 30 * Self.day, life: life)
            #expect(soon.count == 1 && soon[0].hasPrefix("the "), "\(soon)")
            #expect(soon.allSatisfy { $0.contains("`x` expires in 30 days (") })
            #expect(warnings(kind, left: 7 * Self.day + 1, life: life).allSatisfy { $0.hasPrefix("the ") })
            let urgent = warnings(kind, left: 7 * Self.day, life: life)
            #expect(urgent.count == 1 && urgent[0].hasPrefix("urgent: the "), "\(urgent)")
            #expect(warnings(kind, left: -1, life: life).allSatisfy { $0.contains("expired") })
        }
    }

    @Test(arguments: [Expiries.Item.Kind.server, .revocationList])
    func whatLivesLessThanThirtyDaysIsNamedInItsLastThird(kind: Expiries.Item.Kind) {
        for life in [7 * Self.day, 30 * Self.day - 1] {
            #expect(warnings(kind, left: life / 3 + 1, life: life).isEmpty)
            #expect(warnings(kind, left: life / 3, life: life).count == 1)
        }
    }
}
