/// How near the end of a validity is, in the steps at which somebody is warned.
package enum Expiry: String, Comparable, CaseIterable, Sendable {
    /// More than 30 days are left.
    case far
    /// At most 30 days are left.
    case soon
    /// At most 7 days are left.
    case urgent
    /// The end has passed.
    case past

    /// The step for something valid to the end of the second `end`.
    package init(of end: Timestamp, at now: Timestamp) {
        let left = end.seconds - now.seconds
        self = left < 0 ? .past : left <= 7 * 86_400 ? .urgent : left <= 30 * 86_400 ? .soon : .far
    }

    /// Words for people: `expires in 3 days`; nil while the end is far.
    package static func warning(of end: Timestamp, at now: Timestamp) -> String? {
        let days = (end.seconds - now.seconds) / 86_400
        switch Expiry(of: end, at: now) {
        case .far: return nil
        case .past: return "expired"
        case .soon, .urgent:
            return days == 0 ? "expires within a day" : "expires in \(days == 1 ? "1 day" : "\(days) days")"
        }
    }

    package static func < (left: Expiry, right: Expiry) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
