package import StrictJSON

/// A face that is enrolled in a collection: what a core tells of it.
package struct StoredFace: Sendable, Hashable {
    /// The face's identifier, a lower-case UUID.
    package let faceID: ExactString
    /// The identifier of the picture that it was enrolled from, a lower-case UUID.
    package let imageID: ExactString
    /// The client's own name for the picture.
    package let externalImageID: ExactString?
    /// Where it was in that picture.
    package let box: BoundingBox
    /// How sure the detector was, in millionths of a percent.
    package let confidence: Int64

    /// A face that is enrolled.
    package init(
        faceID: ExactString,
        imageID: ExactString,
        externalImageID: ExactString?,
        box: BoundingBox,
        confidence: Int64
    ) {
        self.faceID = faceID
        self.imageID = imageID
        self.externalImageID = externalImageID
        self.box = box
        self.confidence = confidence
    }
}

extension StoredFace: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        faceID = try members.uuid("faceID")
        imageID = try members.uuid("imageID")
        externalImageID = try members.optionalText("externalImageID", upTo: WireLimits.name)
        box = try members.wire("box")
        confidence = try members.integer("confidence", in: WireLimits.percent)
    }

    var json: JSONObject {
        var object: JSONObject = ["faceID": .string(faceID), "imageID": .string(imageID)]
        object.append("externalImageID", ifPresent: externalImageID.map { .string($0) })
        object.append("box", box.value)
        object.append("confidence", .integer(confidence))
        return object
    }
}
