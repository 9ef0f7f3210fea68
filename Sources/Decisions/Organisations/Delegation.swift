package import StrictJSON

/// One organisation's leave to act on behalf of another, as the bundle registers it.
///
/// It gives no rights: both are asked, and both must be allowed.
package struct Delegation: Hashable, Sendable {
    /// Who sends the requests.
    package let from: ExactString
    /// On whose behalf.
    package let `for`: ExactString

    /// A delegation between two registered names; the bundle checks them.
    package init(from: ExactString, for other: ExactString) {
        self.from = from
        `for` = other
    }
}

extension Delegation: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        from = try object.registeredName("from")
        `for` = try object.registeredName("for")
    }

    package var json: JSONObject { ["from": .string(from), "for": .string(`for`)] }
}
