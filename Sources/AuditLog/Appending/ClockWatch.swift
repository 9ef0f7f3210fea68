internal import Cryptography
internal import Decisions

/// Holds the wall clock against the machine's time since boot, so that a wall clock that jumps dates nothing.
///
/// What both differed by when the log was opened is what they must go on to differ by. While they do not, decisions are
/// refused and everything else is dated by the time since boot; they are trusted again after they agreed for a minute.
struct ClockWatch {
    private let boot: (@Sendable () -> Int64)?
    private var offset: Int64
    private var agreedSince: Int64?

    /// Whether the wall clock is trusted.
    private(set) var isTrusted = true
    /// The best that is known of the time.
    private(set) var now: Timestamp
    /// What the wall clock said at the last look.
    private var wall: Timestamp
    /// How far the wall clock was from what was expected at the last look, in microseconds.
    private(set) var difference: Int64 = 0
    /// A change of standing that the log has yet to record.
    private(set) var unrecorded: ClockJumpRecord?

    /// A watch from this moment on; without a time since boot it trusts whatever the wall clock says.
    init(wall: Timestamp, boot: (@Sendable () -> Int64)?) {
        self.boot = boot
        now = wall
        self.wall = wall
        offset = boot.map { wall.microseconds &- $0() } ?? 0
    }

    /// Looks at both clocks.
    mutating func look(wall: Timestamp) {
        self.wall = wall
        guard let sinceBoot = boot?() else { return now = wall }
        let expected = sinceBoot &+ offset
        difference = wall.microseconds &- expected
        if difference.magnitude > Self.tolerance {
            if isTrusted {
                isTrusted = false
                unrecorded = ClockJumpRecord(isTrusted: false, wall: wall, difference: difference)
            }
            agreedSince = nil
        } else if !isTrusted {
            let since = agreedSince ?? sinceBoot
            agreedSince = since
            if sinceBoot &- since >= Self.probation {
                isTrusted = true
                agreedSince = nil
                unrecorded = ClockJumpRecord(isTrusted: true, wall: wall, difference: difference)
            }
        }
        now = isTrusted ? wall : Timestamp(microseconds: expected)
    }

    /// Trusts the wall clock by an operator's word, from the last look on.
    ///
    /// Where it lies behind the newest entry nothing could be decided by it, and no word changes that: whatever has ended by
    /// the log's time has ended. So a note gives nothing that stopping and starting the gate would not.
    ///
    /// - Returns: what the log is to record with it.
    mutating func accept(
        _ note: ClockNote,
        newest: Timestamp?,
        _ limits: LogLimits
    ) throws(ClockNoteRefusal) -> ClockJumpRecord {
        if let newest, limits.isBehind(wall, newest) {
            throw ClockNoteRefusal(
                description:
                    "the wall clock says \(wall.rfc3339), and the newest entry is of \(newest.rfc3339): a clock that is behind the log is trusted by nobody's word"
            )
        }
        guard !isTrusted else {
            throw ClockNoteRefusal(description: "the clock is trusted, so that there is nothing to end")
        }
        isTrusted = true
        agreedSince = nil
        offset = offset &+ difference
        now = wall
        return ClockJumpRecord(isTrusted: true, wall: wall, difference: difference, note: note)
    }

    /// Takes note that the log has recorded the change.
    mutating func recorded() { unrecorded = nil }

    /// How far both may drift apart, in microseconds: five minutes.
    private static let tolerance: UInt64 = 300_000_000
    /// How long both must agree before the wall clock is trusted again, in microseconds: a minute.
    private static let probation: Int64 = 60_000_000
}
