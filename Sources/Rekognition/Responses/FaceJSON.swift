internal import CoreProtocol
internal import StrictJSON

/// Values of the core as the protocol spells them.
///
/// Everything is re-written here, nothing of a core is passed through.
enum FaceJSON {
    /// A quantity in millionths, such as a percentage or a ratio, as an exact decimal.
    static func decimal(_ millionths: Int64) -> JSONValue {
        .number(JSONNumber(units: millionths, places: 6))
    }

    static func box(_ box: BoundingBox) -> JSONValue {
        [
            "Width": decimal(box.width), "Height": decimal(box.height), "Left": decimal(box.left),
            "Top": decimal(box.top),
        ]
    }

    /// `Face`, as a collection has it.
    static func stored(_ face: StoredFace, model: ModelIdentity) -> JSONValue {
        var object: JSONObject = [
            "FaceId": .string(face.faceID), "BoundingBox": box(face.box), "ImageId": .string(face.imageID),
        ]
        if let name = face.externalImageID { object.append("ExternalImageId", .string(name)) }
        object.append("Confidence", decimal(face.confidence))
        object.append("IndexFacesModelVersion", .string(model.version))
        return .object(object)
    }

    /// `FaceDetail` and `ComparedFace`: the members that this core fills are the same in both.
    static func detected(_ face: DetectedFace) -> JSONValue {
        var object: JSONObject = [
            "BoundingBox": box(face.box),
            "Landmarks": .array(
                face.landmarks.map { point in
                    [
                        "Type": .string(ExactString(point.kind.rawValue)), "X": decimal(point.x),
                        "Y": decimal(point.y),
                    ]
                }
            ),
        ]
        if let pose = face.pose {
            object.append(
                "Pose",
                ["Roll": decimal(pose.roll), "Yaw": decimal(pose.yaw), "Pitch": decimal(pose.pitch)]
            )
        }
        if let quality = face.quality {
            object.append(
                "Quality",
                ["Brightness": decimal(quality.brightness), "Sharpness": decimal(quality.sharpness)]
            )
        }
        object.append("Confidence", decimal(face.confidence))
        return .object(object)
    }
}
