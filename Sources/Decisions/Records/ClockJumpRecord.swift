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
    /// The operator's word by which the clock is trusted again; `nil` when both clocks agreed again by themselves.
    package let note: ClockNote?

    /// A change in the clock's standing.
    package init(isTrusted: Bool, wall: Timestamp, difference: Int64, note: ClockNote? = nil) {
        self.isTrusted = isTrusted
        self.wall = wall
        self.difference = min(max(difference, -JSONInteger.largest), JSONInteger.largest)
        self.note = note
    }
}

/// An operator's word that the wall clock is right although it jumped.
package struct ClockNote: Hashable, Sendable {
    /// Bytes of a reason at most, in UTF-8.
    package static let maximumBytes = 4_096

    /// Why, in the operator's words.
    package let reason: ExactString
    /// The user id that gave it, by the kernel's word.
    package let requestedBy: Int64

    package init(reason: ExactString, requestedBy: Int64) {
        self.reason = reason
        self.requestedBy = requestedBy
    }
}

extension ClockJumpRecord: EntryBody {
    package static let entryType = EntryType.clockJump

    package init(reading object: inout ClosedObject) throws(JSONError) {
        let isTrusted = try object.bool("trusted")
        let wall = try object.timestamp("wall")
        let difference = try object.integer("difference")
        var note: ClockNote?
        if var members = try object.optionalObject("note") {
            guard isTrusted else {
                throw object.fault(.outOfRange, at: "note", "only a clock that is trusted again has a note")
            }
            note = ClockNote(
                reason: try members.string("reason"),
                requestedBy: try members.integer("requestedBy", in: 0...JSONInteger.largest)
            )
            try members.finish()
        }
        self.init(isTrusted: isTrusted, wall: wall, difference: difference, note: note)
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "trusted": .bool(isTrusted), "wall": .timestamp(wall), "difference": .integer(difference),
        ]
        if let note {
            object.append(
                "note",
                .object(["reason": .string(note.reason), "requestedBy": .integer(note.requestedBy)])
            )
        }
        return object
    }
}
