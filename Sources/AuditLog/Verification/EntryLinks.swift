internal import Cryptography
internal import Decisions
internal import StrictJSON

/// What one entry says that others are held against: all that following a log's history needs of it.
struct EntryLinks: Sendable {
    /// What entries that repeat one another have in common.
    final class Common: Sendable {
        /// What kind of entry it is.
        let type: EntryType
        /// The log that it belongs to.
        let origin: ExactString
        /// Whether the outcome gives a warrant's use back.
        let givesUseBack: Bool
        /// The bundle that is in force from here on, and the one that it says was before.
        let activated: SHA256Digest?
        let previous: ExactString?
        /// The bundle by which a decision was made.
        let deciding: BundleInForce?
        /// The entry whose personal values are destroyed.
        let redacted: Int64?
        /// What a clock's jump says of the clock; nil in other entries.
        let isClockTrusted: Bool?

        init(_ entry: LogEntry) {
            let (type, body) = (entry.type, entry.body)
            self.type = type
            origin = entry.origin
            givesUseBack = EntryMeaning.givesUseBack(type, body)
            activated = EntryMeaning.activatedBundle(type, body)
            previous = activated == nil ? nil : body["previous"]?.string
            deciding = EntryMeaning.decidingBundle(type, body)
            redacted = EntryMeaning.redactedEntry(type, body)
            isClockTrusted = type == .clockJump ? body["trusted"]?.bool ?? false : nil
        }
    }

    /// What the entry shares with those that repeat it.
    let common: Common
    /// Its place, as it says itself.
    let index: Int64
    /// Its time.
    let time: Timestamp
    /// The warrant's use as it was counted.
    let use: CountedUse?
    /// The keyed digest by which a decision's warrant is counted.
    let warrant: SHA256Digest?
    /// What a permit's outcome must keep to; nil for whatever awaits none.
    let permit: OpenDecision?
    /// The decisions whose outcome it is.
    let answered: Answered
    /// What an outcome released.
    let release: OpenDecision.Release?

    /// Decisions that are answered: nearly always one, which takes no array.
    enum Answered: Sendable {
        case one(Int64)
        case several([Int64])

        init(_ decisions: [Int64]) {
            self = decisions.count == 1 ? .one(decisions[0]) : .several(decisions)
        }
    }

    /// What kind of entry it is.
    var type: EntryType { common.type }
}

extension EntryLinks {
    /// Reads them from an entry.
    init(_ entry: LogEntry) {
        let (type, body) = (entry.type, entry.body)
        self.init(
            common: Common(entry),
            index: entry.index,
            time: entry.time,
            use: entry.use,
            warrant: EntryMeaning.warrant(type, body),
            permit: EntryMeaning.awaitsOutcome(type, body) ? OpenDecision(entry) : nil,
            answered: Answered(EntryMeaning.answeredDecisions(type, body)),
            release: OpenDecision.Release(entry)
        )
    }
}
