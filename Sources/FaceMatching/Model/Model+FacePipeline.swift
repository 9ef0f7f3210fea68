extension Model: FacePipeline {
    /// The model's name and version.
    package var model: FaceModel {
        FaceModel(name: header.name, version: header.version, dimensions: Embedding.count)
    }

    /// The faces of a picture, the largest first, at most `limit`.
    package func detect(in image: RGBImage, limit: Int) -> [LocatedFace] {
        let found = detections(in: image).sorted { first, second in
            let (one, other) = (first.rectangle.area, second.rectangle.area)
            return one != other ? one > other : first.score > second.score
        }
        return found.prefix(max(0, limit)).map { detection in
            let box = detection.rectangle
            return LocatedFace(
                left: Double(box.left),
                top: Double(box.top),
                width: Double(box.width),
                height: Double(box.height),
                confidence: detection.confidence,
                landmarks: landmarks(in: image, of: box).points.map {
                    LocatedFace.Point(x: Double($0.x), y: Double($0.y))
                }
            )
        }
    }

    /// The template of a face that `detect` found in the same picture.
    ///
    /// All zeros, which is near nothing, if the network's answer had no direction.
    package func template(of face: LocatedFace, in image: RGBImage) -> [Float] {
        let landmarks = FaceLandmarks(points: face.landmarks.map { PlanePoint($0.x, $0.y).rounded })
        return embedding(of: landmarks, in: image)?.values ?? [Float](repeating: 0, count: Embedding.count)
    }
}
