internal import StrictJSON

/// A point of a face; left and right are those of the picture, as Rekognition has them.
package struct FaceLandmark: Sendable, Hashable {
    /// The points by the protocol's own names.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case eyeLeft
        case eyeRight
        case nose
        case mouthLeft
        case mouthRight
        case leftEyeLeft
        case leftEyeRight
        case rightEyeLeft
        case rightEyeRight
    }

    /// Which point it is.
    package let kind: Kind
    /// Millionths of the picture's width, from the left.
    package let x: Int64
    /// Millionths of the picture's height, from the top.
    package let y: Int64

    /// A point in millionths.
    package init(kind: Kind, x: Int64, y: Int64) {
        self.kind = kind
        self.x = x
        self.y = y
    }
}

extension FaceLandmark: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        kind = try members.word("kind")
        x = try members.integer("x", in: WireLimits.ratio)
        y = try members.integer("y", in: WireLimits.ratio)
    }

    var json: JSONObject {
        ["kind": .string(ExactString(kind.rawValue)), "x": .integer(x), "y": .integer(y)]
    }
}
