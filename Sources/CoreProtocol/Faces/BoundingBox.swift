internal import StrictJSON

/// Where a face is in a picture: ratios of the picture's width and height, in millionths.
package struct BoundingBox: Sendable, Hashable {
    /// Left edge; below 0 when the face is cut by the picture's edge.
    package let left: Int64
    /// Top edge; below 0 when the face is cut by the picture's edge.
    package let top: Int64
    /// Width, at least 0.
    package let width: Int64
    /// Height, at least 0.
    package let height: Int64

    /// A box in millionths.
    package init(left: Int64, top: Int64, width: Int64, height: Int64) {
        self.left = left
        self.top = top
        self.width = width
        self.height = height
    }
}

extension BoundingBox: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        left = try members.integer("left", in: WireLimits.ratio)
        top = try members.integer("top", in: WireLimits.ratio)
        width = try members.integer("width", in: 0...WireLimits.ratio.upperBound)
        height = try members.integer("height", in: 0...WireLimits.ratio.upperBound)
    }

    var json: JSONObject {
        [
            "left": .integer(left), "top": .integer(top), "width": .integer(width),
            "height": .integer(height),
        ]
    }
}
