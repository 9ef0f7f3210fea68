package import StrictJSON

/// Something that somebody must look at, while the gate goes on: a reload that failed, a list that cannot be used.
package struct AlarmRecord: Hashable, Sendable {
    /// What it is about: `reload`, `reload_missed`, `revocation_list` or `deny_list`.
    package let about: ExactString
    /// What was found, place first, and what follows; printable, cut after 1,000 characters.
    package let problem: ExactString
    /// The user id of the process whose command met it, when there was one.
    package let requestedBy: Int64?

    /// An alarm; longer words are cut.
    package init(about: ExactString, problem: ExactString, requestedBy: Int64? = nil) {
        self.about = about
        self.problem = ExactString(Printable.text(problem.value, limit: 1_000))
        self.requestedBy = requestedBy
    }
}

extension AlarmRecord: EntryBody {
    package static let entryType = EntryType.alarm

    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            about: try object.string("about"),
            problem: try object.string("problem"),
            requestedBy: try object.optionalInteger("requestedBy", in: 0...JSONInteger.largest)
        )
    }

    package var json: JSONObject {
        var object: JSONObject = ["about": .string(about), "problem": .string(problem)]
        object.appendPresent("requestedBy", requestedBy)
        return object
    }
}
