package import StrictJSON

/// Somebody read entries.
package struct ExportRecord: Hashable, Sendable {
    /// Who: an organisation's name, or `local` with a user id.
    package let reader: ExactString
    /// The first entry read.
    package let first: Int64
    /// How many entries were read.
    package let count: Int64

    /// A reading of entries.
    package init(reader: ExactString, first: Int64, count: Int64) {
        self.reader = reader
        self.first = first
        self.count = count
    }
}

extension ExportRecord: EntryBody {
    package static let entryType = EntryType.export

    package init(reading object: inout ClosedObject) throws(JSONError) {
        reader = try object.string("reader")
        first = try object.integer("first", in: 0...JSONInteger.largest)
        count = try object.integer("count", in: 0...JSONInteger.largest)
    }

    package var json: JSONObject {
        ["reader": .string(reader), "first": .integer(first), "count": .integer(count)]
    }
}
