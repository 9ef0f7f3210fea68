/// The five points of a face in an image, in whole pixels; they may lie outside the image.
package struct FaceLandmarks: Hashable, Sendable {
    /// The outer corner of the eye on the image's right.
    package var rightEyeOuter: PixelPoint { points[0] }
    /// The inner corner of the eye on the image's right.
    package var rightEyeInner: PixelPoint { points[1] }
    /// The outer corner of the eye on the image's left.
    package var leftEyeOuter: PixelPoint { points[2] }
    /// The inner corner of the eye on the image's left.
    package var leftEyeInner: PixelPoint { points[3] }
    /// The base of the nose.
    package var noseBase: PixelPoint { points[4] }

    /// All five, in the order above.
    package let points: [PixelPoint]

    /// Exactly five points, in the order of the properties.
    package init(points: [PixelPoint]) {
        precondition(points.count == LandmarkShape.points, "a face has five landmarks")
        self.points = points
    }
}
