internal import StrictJSON

/// A face found in a picture, without a name and without a template.
package struct DetectedFace: Sendable, Hashable {
    /// Where it is.
    package let box: BoundingBox
    /// How sure the detector is, in millionths of a percent.
    package let confidence: Int64
    /// The points that the core finds, each kind at most once.
    package let landmarks: [FaceLandmark]
    /// How the head is turned, when the core measures it.
    package let pose: FacePose?
    /// How good the picture of it is, when the core measures it.
    package let quality: FaceQuality?

    /// A face found in a picture.
    package init(
        box: BoundingBox,
        confidence: Int64,
        landmarks: [FaceLandmark] = [],
        pose: FacePose? = nil,
        quality: FaceQuality? = nil
    ) {
        self.box = box
        self.confidence = confidence
        self.landmarks = landmarks
        self.pose = pose
        self.quality = quality
    }
}

extension DetectedFace: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        box = try members.wire("box")
        confidence = try members.integer("confidence", in: WireLimits.percent)
        landmarks = try members.wires("landmarks")
        pose = try members.optionalWire("pose")
        quality = try members.optionalWire("quality")
        guard Set(landmarks.map(\.kind)).count == landmarks.count else {
            throw members.fault(.duplicateName, at: "landmarks", "a kind of landmark occurs twice")
        }
    }

    var json: JSONObject {
        var object: JSONObject = [
            "box": box.value, "confidence": .integer(confidence), "landmarks": .values(landmarks),
        ]
        object.append("pose", ifPresent: pose?.value)
        object.append("quality", ifPresent: quality?.value)
        return object
    }
}
