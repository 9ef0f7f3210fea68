package import AuditLog
package import Cryptography
package import StrictJSON
import Synchronization

/// How many decisions an organisation may have recorded in one day (UTC), so that nobody fills the log alone.
///
/// The log's own decisions are the count: it commits with each of them, and a start counts the day's again.
package final class EntryBudget: Sendable {
    private struct State {
        var day: Int64
        var taken: [ExactString: Int]
    }

    /// The most decisions of one organisation in a day; each is followed by at most one outcome.
    package let limit: Int

    private let state: Mutex<State>

    /// A budget of which the day's decisions so far are taken, by organisation.
    package init(limit: Int, taken: [ExactString: Int] = [:], at now: Timestamp) {
        self.limit = limit
        state = Mutex(State(day: Self.day(now), taken: taken))
    }

    /// What was taken of a log's newest day: reads its entries from the end; O(the day's entries).
    ///
    /// - Throws: `AuditLogError` when the log cannot be read.
    package static func taken(
        in log: any LogSource,
        size: Int64,
        at now: Timestamp
    ) throws -> [ExactString: Int] {
        var counts: [ExactString: Int] = [:]
        var end = size
        while end > 0 {
            let start = max(0, end - chunk)
            let leaves = try log.leaves(from: start, limit: Int(end - start))
            guard let first = leaves.first else { break }
            let isWhole = try day(LogEntry(leaf: first.bytes).time) == day(now)
            for leaf in leaves {
                guard try isWhole || day(LogEntry(leaf: leaf.bytes).time) == day(now),
                    let organisation = DecidedOrganisation.name(inLeaf: leaf.bytes)
                else { continue }
                counts[organisation, default: 0] += 1
            }
            guard isWhole else { break }
            end = start
        }
        return counts
    }

    /// Takes one decision out of an organisation's budget; false when nothing is left of it until the day's end.
    package func take(_ organisation: ExactString, at now: Timestamp) -> Bool {
        state.withLock { state in
            let day = Self.day(now)
            // A clock that went back does not give a day's budget again.
            if day > state.day { state = State(day: day, taken: [:]) }
            guard state.taken[organisation, default: 0] < limit else { return false }
            state.taken[organisation, default: 0] += 1
            return true
        }
    }

    /// Gives back what was taken for a decision that was not recorded after all.
    package func giveBack(_ organisation: ExactString, takenAt moment: Timestamp) {
        state.withLock { state in
            guard Self.day(moment) == state.day, let taken = state.taken[organisation], taken > 0 else {
                return
            }
            state.taken[organisation] = taken - 1
        }
    }

    /// How many organisations have nothing left today.
    package func spent(at now: Timestamp) -> Int {
        state.withLock { state in
            Self.day(now) > state.day ? 0 : state.taken.values.count { $0 >= limit }
        }
    }

    private static func day(_ moment: Timestamp) -> Int64 { moment.seconds / 86_400 }

    private static let chunk: Int64 = 2_048
}

/// Whose decision a leaf is, found without reading all of it.
enum DecidedOrganisation {
    /// The organisation that asked, or `nil` for a leaf that is no decision.
    ///
    /// In canonical form a quote within a string has a backslash before it, so that a member's name stands nowhere else. Of
    /// the members of `facts` before `organisation` none has one of that name.
    static func name(inLeaf leaf: [UInt8]) -> ExactString? {
        guard leaf.firstRange(of: type) != nil, let facts = leaf.firstRange(of: Self.facts) else {
            return nil
        }
        let rest = leaf[facts.upperBound...]
        guard let begin = rest.firstRange(of: member)?.upperBound,
            let end = rest[begin...].firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        return ExactString(String(decoding: rest[begin..<end], as: UTF8.self))
    }

    private static let type = Array(#""type":"decision""#.utf8)
    private static let facts = Array(#""facts":{"#.utf8)
    private static let member = Array(#""organisation":""#.utf8)
}
