internal import StrictJSON

/// How a head is turned, in millionths of a degree.
package struct FacePose: Sendable, Hashable {
    /// Turn in the picture's plane.
    package let roll: Int64
    /// Turn to the side.
    package let yaw: Int64
    /// Nod.
    package let pitch: Int64

    /// Angles in millionths of a degree.
    package init(roll: Int64, yaw: Int64, pitch: Int64) {
        self.roll = roll
        self.yaw = yaw
        self.pitch = pitch
    }
}

extension FacePose: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        roll = try members.integer("roll", in: WireLimits.angle)
        yaw = try members.integer("yaw", in: WireLimits.angle)
        pitch = try members.integer("pitch", in: WireLimits.angle)
    }

    var json: JSONObject { ["roll": .integer(roll), "yaw": .integer(yaw), "pitch": .integer(pitch)] }
}
