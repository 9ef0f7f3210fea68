/// The model behind the service: finds faces in a picture and makes a template of one.
///
/// Two steps, so that the quality filter stands between them and a face that is only looked at is never embedded.
/// Calls come from several threads at once; a conforming type keeps its scratch memory per call or per thread.
package protocol FacePipeline: Sendable {
    /// The model's name and version; templates of different names or versions are never compared.
    var model: FaceModel { get }

    /// The faces of a picture, largest first, at most `limit`.
    func detect(in image: RGBImage, limit: Int) -> [LocatedFace]

    /// The template of one face that `detect` found in the same picture: unit length, `FaceModel.dimensions`
    /// numbers.
    func template(of face: LocatedFace, in image: RGBImage) -> [Float]
}

/// Which model made a template.
package struct FaceModel: Hashable, Sendable {
    /// The model's name.
    package let name: String
    /// Its version: changes whenever the same photograph would give other numbers.
    package let version: String
    /// Numbers of one template.
    package let dimensions: Int

    /// A model's identity.
    package init(name: String, version: String, dimensions: Int = 128) {
        self.name = name
        self.version = version
        self.dimensions = dimensions
    }
}

/// A face in a picture, in pixels of that picture.
package struct LocatedFace: Hashable, Sendable {
    /// A point; x from the left, y from the top.
    package struct Point: Hashable, Sendable {
        package var x: Double
        package var y: Double

        /// A point at (x, y).
        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Left edge of the box; may lie outside the picture, as may every edge.
    package let left: Double
    /// Top edge of the box.
    package let top: Double
    /// Width of the box, above 0.
    package let width: Double
    /// Height of the box, above 0.
    package let height: Double
    /// How sure the detector is, 0 to 100.
    package let confidence: Double
    /// The five points of the model, in its order: outer corner of the eye on the right of the picture, its inner
    /// corner, outer corner of the eye on the left of the picture, its inner corner, base of the nose.
    package let landmarks: [Point]

    /// A face with its five landmarks.
    package init(
        left: Double,
        top: Double,
        width: Double,
        height: Double,
        confidence: Double,
        landmarks: [Point]
    ) {
        precondition(landmarks.count == 5, "a face has five landmarks")
        self.left = left
        self.top = top
        self.width = width
        self.height = height
        self.confidence = confidence
        self.landmarks = landmarks
    }
}
