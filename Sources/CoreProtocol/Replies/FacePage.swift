package import StrictJSON

/// A part of the list of a collection's faces.
package struct FacePage: Sendable, Hashable {
    /// The faces in the order of their identifiers.
    package let faces: [StoredFace]
    /// The last identifier of the page when more follow.
    package let next: ExactString?

    /// A page.
    package init(faces: [StoredFace], next: ExactString?) {
        self.faces = faces
        self.next = next
    }
}

extension FacePage: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        faces = try members.wires("faces")
        next = try members.has("next") ? members.uuid("next") : nil
    }

    var json: JSONObject {
        var object: JSONObject = ["faces": .values(faces)]
        object.append("next", ifPresent: next.map { .string($0) })
        return object
    }
}
