internal import Cryptography

/// Every limit of appending, in one place.
package struct LogLimits: Sendable, Hashable {
    /// Entries in one commit.
    package var batchEntries = 2_048
    /// Bytes of entries in one commit.
    package var batchBytes = 2 << 20
    /// Entries that may wait; new decisions may take half of them.
    package var queuedEntries = 16_384
    /// Bytes that may wait; new decisions may take half of them.
    package var queuedBytes = 32 << 20
    /// Free bytes below which decisions are refused; everything else is still taken.
    package var diskReserve: Int64 = 256 << 20
    /// Free bytes below which nothing is taken.
    package var diskFloor: Int64 = 32 << 20
    /// Bytes written since the last one after which the write-ahead log is moved into the database (about 700 pages).
    ///
    /// Everybody waits meanwhile, so it is little: moving twice as much takes twice as long, half as often.
    package var checkpointBytes = 2 << 20
    /// How far a new entry's time may lie behind the newest entry's, in microseconds.
    package var clockTolerance: Int64 = 2_000_000

    /// The limits as documented.
    package init() {}

    /// Whether a time lies behind the newest entry's by more than the tolerance.
    func isBehind(_ time: Timestamp, _ newest: Timestamp) -> Bool {
        time < newest.adding(microseconds: -clockTolerance)
    }
}
