package import StrictJSON

/// Which of the faces that were to be removed are gone.
package struct DeletedFaces: Sendable, Hashable {
    /// Those that were there and are removed.
    package let deleted: [ExactString]
    /// Those that were not there.
    package let notFound: [ExactString]

    /// What became of the faces.
    package init(deleted: [ExactString], notFound: [ExactString]) {
        self.deleted = deleted
        self.notFound = notFound
    }
}

extension DeletedFaces: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        deleted = try members.uuids("deleted")
        notFound = try members.uuids("notFound")
    }

    var json: JSONObject { ["deleted": .strings(deleted), "notFound": .strings(notFound)] }
}
