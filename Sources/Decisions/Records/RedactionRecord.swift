package import StrictJSON

/// The keys to an entry's personal values were destroyed: what the leaf commits to can be opened by nobody any more.
package struct RedactionRecord: Hashable, Sendable {
    /// The entry whose values they were.
    package let entry: Int64
    /// On what legal basis, in words; printable, cut after 200 characters.
    package let basis: ExactString
    /// The user id of the process that asked for it.
    package let requestedBy: Int64

    /// A redaction of an entry; longer words are cut.
    package init(entry: Int64, basis: ExactString, requestedBy: Int64) {
        self.entry = entry
        self.basis = ExactString(Printable.text(basis.value, limit: 200))
        self.requestedBy = requestedBy
    }
}

extension RedactionRecord: EntryBody {
    package static let entryType = EntryType.redaction

    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            entry: try object.integer("entry", in: 0...JSONInteger.largest),
            basis: try object.string("basis"),
            requestedBy: try object.integer("requestedBy", in: 0...JSONInteger.largest)
        )
    }

    package var json: JSONObject {
        ["entry": .integer(entry), "basis": .string(basis), "requestedBy": .integer(requestedBy)]
    }
}
