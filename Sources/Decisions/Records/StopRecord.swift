package import StrictJSON

/// The gate stopped in an orderly way.
package struct StopRecord: Hashable, Sendable {
    /// Why, in a word, such as `sigterm`.
    package let cause: ExactString

    /// A stop for a cause.
    package init(cause: ExactString) { self.cause = cause }
}

extension StopRecord: EntryBody {
    package static let entryType = EntryType.stop

    package init(reading object: inout ClosedObject) throws(JSONError) { cause = try object.string("cause") }

    package var json: JSONObject { ["cause": .string(cause)] }
}
