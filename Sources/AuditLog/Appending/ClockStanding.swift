package import Cryptography

/// What the wall clock is worth at a moment.
package enum ClockStanding: Hashable, Sendable {
    /// Decisions may be dated by it.
    case trusted
    /// It jumped against the machine's time since boot, by so many microseconds; negative when it went back.
    case jumped(difference: Int64)
    /// It is behind the newest entry of the log by more than the tolerance.
    case behind(newest: Timestamp)
}

/// Why an operator's word does not end the state of a clock that is not trusted.
package struct ClockNoteRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, in words for the operator.
    package let description: String
}
