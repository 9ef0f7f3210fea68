import CoreProtocol

#if canImport(Glibc)
import Glibc
#endif

/// How a face is turned and how good the picture of it is, estimated from its five landmarks and its pixels.
///
/// Good enough to tell a profile from a portrait and a blur from a photograph; not a measuring instrument.
struct FaceMeasurement: Hashable, Sendable {
    /// Turn in the picture's plane, in degrees, clockwise above 0.
    let roll: Double
    /// Turn to the side, in degrees, above 0 when the nose points to the right of the picture.
    let yaw: Double
    /// Nod, in degrees, above 0 when the face looks up.
    let pitch: Double
    /// Mean luminance of the box, 0 to 100.
    let brightness: Double
    /// Fine detail against contrast at the scale of the model's input, 0 to 100.
    let sharpness: Double
    /// The shorter side of the box, in pixels.
    let size: Double

    /// Measures one face of a picture.
    init(_ face: LocatedFace, in image: RGBImage) {
        (roll, yaw, pitch) = Self.pose(face.landmarks)
        (brightness, sharpness) = Self.quality(FacePatch(face, in: image))
        size = min(face.width, face.height)
    }

    /// Angles out of where the base of the nose lies against the line between the outer corners of the eyes.
    ///
    /// In units of that line's true length, the nose lies `noseDrop` below it and `noseDepth` before it.
    private static func pose(_ points: [LocatedFace.Point]) -> (Double, Double, Double) {
        let (right, left, nose) = (points[0], points[2], points[4])
        let (dx, dy) = (right.x - left.x, right.y - left.y)
        let line = (dx * dx + dy * dy).squareRoot()
        guard line > 0 else { return (0, 90, 0) }
        let roll = atan2(dy, dx)
        let (ux, uy) = (dx / line, dy / line)
        let fromMiddle = (x: nose.x - (right.x + left.x) / 2, y: nose.y - (right.y + left.y) / 2)
        let along = (fromMiddle.x * ux + fromMiddle.y * uy) / line
        let below = (fromMiddle.y * ux - fromMiddle.x * uy) / line
        let yaw = atan2(along, noseDepth)
        let reach = (noseDrop * noseDrop + noseDepth * noseDepth).squareRoot()
        let drop = below * cos(yaw)
        let pitch = acos(max(-1, min(1, drop / reach))) - acos(noseDrop / reach)
        return (degrees(roll), degrees(yaw), degrees(pitch))
    }

    /// Brightness, and the energy of the Laplacian against the variance: both of a patch of fixed size.
    private static func quality(_ patch: FacePatch) -> (Double, Double) {
        let side = FacePatch.side
        let mean = patch.grey.reduce(0, +) / Double(side * side)
        var variance = 0.0
        var energy = 0.0
        for y in 1..<(side - 1) {
            for x in 1..<(side - 1) {
                let at = y * side + x
                let here = patch.grey[at]
                let around =
                    patch.grey[at - 1] + patch.grey[at + 1] + patch.grey[at - side] + patch.grey[at + side]
                variance += (here - mean) * (here - mean)
                energy += (around - 4 * here) * (around - 4 * here)
            }
        }
        guard variance > 0 else { return (mean / 2.55, 0) }
        let detail = energy / variance
        return (mean / 2.55, 100 * detail / (detail + typicalDetail))
    }

    private static func degrees(_ radians: Double) -> Double { radians * 180 / .pi }

    /// Mean shape of the landmark model: .31 below, over .55 between the outer corners.
    private static let noseDrop = 0.56
    private static let noseDepth = 0.4
    /// The ratio that counts as half sharp.
    private static let typicalDetail = 0.05
}

extension FaceMeasurement {
    /// The angles in the protocol's units.
    var pose: FacePose {
        FacePose(roll: Self.millionths(roll), yaw: Self.millionths(yaw), pitch: Self.millionths(pitch))
    }

    /// Brightness and sharpness in the protocol's units.
    var quality: FaceQuality {
        FaceQuality(brightness: Self.millionths(brightness), sharpness: Self.millionths(sharpness))
    }

    static func millionths(_ number: Double) -> Int64 {
        number.isFinite ? Int64((min(1e9, max(-1e9, number)) * 1e6).rounded()) : 0
    }
}
