package import Cryptography
package import StrictJSON

/// The clock stopped being trusted, or is trusted again.
package struct ClockJumpRecord: Hashable, Sendable {
    /// Whether the clock is trusted from here on.
    package let isTrusted: Bool
    /// What the wall clock said.
    package let wall: Timestamp
    /// How far the wall clock is from what was expected, in microseconds; negative when it is behind.
    package let difference: Int64

    /// A change in the clock's standing.
    package init(isTrusted: Bool, wall: Timestamp, difference: Int64) {
        self.isTrusted = isTrusted
        self.wall = wall
        self.difference = min(max(difference, -JSONInteger.largest), JSONInteger.largest)
    }
}

extension ClockJumpRecord: EntryBody {
    package static let entryType = EntryType.clockJump

    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            isTrusted: try object.bool("trusted"),
            wall: try object.timestamp("wall"),
            difference: try object.integer("difference")
        )
    }

    package var json: JSONObject {
        ["trusted": .bool(isTrusted), "wall": .timestamp(wall), "difference": .integer(difference)]
    }
}
