import FaceMatching

/// A model that finds the faces it is told to find, so that the service's own rules can be tested one by one.
///
/// The model itself is tested elsewhere, and the two together on photographs.
struct ScriptedPipeline: FacePipeline {
    /// One face: its size, which way it looks, and the template it gives.
    struct Face {
        var size = 100.0
        var noseOffset = 0.0
        var confidence = 99.0
        var template: [Float] = []
    }

    var model = FaceModel(name: "scripted", version: "1")
    /// Faces by the picture's width.
    var faces: [Int: [Face]]

    func detect(in image: RGBImage, limit: Int) -> [LocatedFace] {
        let found = (faces[image.width] ?? []).enumerated().map { index, face in
            let (left, top, size) = (Double(index) * 8, 4.0, face.size)
            func point(_ x: Double, _ y: Double) -> LocatedFace.Point {
                LocatedFace.Point(x: left + x * size, y: top + y * size)
            }
            return LocatedFace(
                left: left,
                top: top,
                width: size,
                height: size,
                confidence: face.confidence,
                landmarks: [
                    point(0.775, 0.35), point(0.62, 0.35), point(0.225, 0.35), point(0.38, 0.35),
                    point(0.5 + face.noseOffset, 0.658),
                ]
            )
        }
        return Array(found.sorted { $0.width > $1.width }.prefix(limit))
    }

    func template(of face: LocatedFace, in image: RGBImage) -> [Float] {
        (faces[image.width] ?? [])[Int(face.left / 8)].template
    }
}
