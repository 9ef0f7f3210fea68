internal import StrictJSON

/// How good the picture of a face is, each in millionths of a percent.
package struct FaceQuality: Sendable, Hashable {
    /// Brightness, 0 to 100 per cent.
    package let brightness: Int64
    /// Sharpness, 0 to 100 per cent.
    package let sharpness: Int64

    /// Both in millionths of a percent.
    package init(brightness: Int64, sharpness: Int64) {
        self.brightness = brightness
        self.sharpness = sharpness
    }
}

extension FaceQuality: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        brightness = try members.integer("brightness", in: WireLimits.percent)
        sharpness = try members.integer("sharpness", in: WireLimits.percent)
    }

    var json: JSONObject { ["brightness": .integer(brightness), "sharpness": .integer(sharpness)] }
}
