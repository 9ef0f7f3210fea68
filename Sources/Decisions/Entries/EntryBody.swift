package import Cryptography
package import StrictJSON

/// A value that is written as a JSON object with a closed set of members.
package protocol JSONRecord: Hashable, Sendable {
    /// Reads the members it knows; the caller calls `finish()`.
    init(reading object: inout ClosedObject) throws(JSONError)
    /// The object, in the log's canonical profile.
    var json: JSONObject { get }
}

extension JSONRecord {
    /// Reads a whole object: a member too many is refused.
    package init(_ object: JSONObject, at path: String = "") throws(JSONError) {
        var reader = ClosedObject(object, at: path)
        try self.init(reading: &reader)
        try reader.finish()
    }
}

/// The body of one kind of entry.
package protocol EntryBody: JSONRecord {
    /// The kind of entry that it is the body of.
    static var entryType: EntryType { get }
}

extension EntryBody {
    /// A draft of the entry, without a warrant's use, a required bundle or personal values.
    package func draft(at time: Timestamp) -> EntryDraft {
        EntryDraft(type: Self.entryType, body: json, time: time)
    }
}
