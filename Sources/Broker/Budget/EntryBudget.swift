package import Cryptography
package import StrictJSON
import Synchronization

/// How many entries an organisation may cause in one day (UTC), so that nobody fills the log alone.
///
/// The log's own entries are the count: a decision counts for the day of its time, a permit twice, for itself and for the
/// outcome that follows it. What is kept here is a copy of that count, which a start makes anew.
package final class EntryBudget: Sendable {
    /// Entries that one request causes at most: its decision and the decision's outcome.
    package static let entriesPerRequest = 2

    /// The most entries of one organisation in a day.
    package let limit: Int

    private let state: Mutex<Taken>

    /// A budget of which the entries so far are taken.
    package init(limit: Int, taken: Taken) {
        self.limit = limit
        state = Mutex(taken)
    }

    /// Takes what one request causes at most; false when less than that is left until the day's end.
    package func take(_ organisation: ExactString, at now: Timestamp) -> Bool {
        state.withLock { state in
            // A clock that went back does not give a day's budget again.
            if Taken.day(now) > state.day { state = Taken(on: now) }
            let taken = state.entries[organisation, default: 0] + Self.entriesPerRequest
            guard taken <= limit else { return false }
            state.entries[organisation] = taken
            return true
        }
    }

    /// Gives back what was taken for a request and became no entry after all.
    package func giveBack(_ entries: Int, of organisation: ExactString, takenAt moment: Timestamp) {
        state.withLock { state in
            guard entries > 0, Taken.day(moment) == state.day, let taken = state.entries[organisation] else {
                return
            }
            state.entries[organisation] = max(0, taken - entries)
        }
    }

    /// How many organisations have too little left today for one more request.
    package func spent(at now: Timestamp) -> Int {
        state.withLock { state in
            Taken.day(now) > state.day
                ? 0 : state.entries.values.count { $0 + Self.entriesPerRequest > limit }
        }
    }

    /// The entries that organisations caused on one day.
    package struct Taken: Hashable, Sendable {
        /// Days since 1970.
        fileprivate let day: Int64
        /// How many, by organisation.
        package fileprivate(set) var entries: [ExactString: Int]

        /// Those given, of the day of a moment.
        package init(on moment: Timestamp, entries: [ExactString: Int] = [:]) {
            day = Self.day(moment)
            self.entries = entries
        }

        /// Counts a log's entries of the day of a moment, from the newest back: O(the day's entries).
        ///
        /// `leaves` reads the leaves of a range of indexes below `size`.
        ///
        /// - Throws: what `leaves` throws, or `JSONError` for a leaf that is no entry.
        package init(
            on moment: Timestamp,
            size: Int64,
            leaves: (Range<Int64>) throws -> [[UInt8]]
        ) throws {
            self.init(on: moment)
            // Entries are in the order of their times to within two seconds.
            let earliest = Timestamp(seconds: day * 86_400 - 60)
            var end = size
            while end > 0 {
                let start = max(0, end - Self.chunk)
                let read = try leaves(start..<end)
                for leaf in read {
                    guard let decision = try CountedDecision(leaf: leaf), Self.day(decision.time) == day
                    else { continue }
                    entries[decision.organisation, default: 0] += decision.entries
                }
                guard let first = read.first, try CountedDecision.time(ofLeaf: first) >= earliest else {
                    return
                }
                end = start
            }
        }

        fileprivate static func day(_ moment: Timestamp) -> Int64 { moment.seconds / 86_400 }

        private static let chunk: Int64 = 2_048
    }
}
