internal import Synchronization

/// The built-in face model: detector, landmark predictor and embedding network of one model file.
///
/// A model may be used from several threads at once; each use takes working memory of its own.
package final class Model: Sendable {
    /// What the model file says about itself: name, version, licence, limits, sources.
    package let header: ModelHeader

    private let detector: FaceDetector
    private let predictor: LandmarkPredictor
    private let network: EmbeddingNetwork
    private let memories = Mutex<[MemoryLoan]>([])

    /// Opens a model file, after checking its digest.
    package static func open(_ path: String) throws(ModelError) -> Model { try Model(ModelFile(path: path)) }

    private init(_ file: ModelFile) throws(ModelError) {
        LinearAlgebra.useOneThread()
        header = file.header
        detector = try FaceDetector(file)
        predictor = try LandmarkPredictor(file)
        network = try EmbeddingNetwork(file)
    }

    /// The faces in an image, the clearest first.
    ///
    /// Faces smaller than about 80 pixels are not found; see `Detection` for rectangle and score.
    package func detections(in image: RGBImage) -> [Detection] { detector.faces(in: image) }

    /// The five landmarks of the face in a rectangle.
    package func landmarks(in image: RGBImage, of rectangle: PixelRectangle) -> FaceLandmarks {
        predictor.landmarks(in: image, face: rectangle)
    }

    /// The embedding that is compared: the network's answers to the chip and its mirror image, added and normalised.
    ///
    /// Nil only when the network's answer has no direction, which no photograph has been seen to do.
    package func embedding(of landmarks: FaceLandmarks, in image: RGBImage) -> Embedding? {
        let chip = ChipCutter.chip(of: landmarks, in: image)
        let answers = answers(to: [chip, chip.mirrored])
        return Embedding(normalising: zip(answers[0], answers[1]).map { $0 + $1 })
    }

    /// The network's 128 numbers for a face as it is, not mirrored and not normalised.
    package func rawEmbedding(of landmarks: FaceLandmarks, in image: RGBImage) -> [Float] {
        answers(to: [ChipCutter.chip(of: landmarks, in: image)])[0]
    }

    /// Each face of an image with its landmarks and embedding, the clearest first, at most `limit`.
    package func faces(in image: RGBImage, limit: Int = .max) -> [FaceObservation] {
        detections(in: image).prefix(max(0, limit)).compactMap { detection in
            let landmarks = landmarks(in: image, of: detection.rectangle)
            guard let embedding = embedding(of: landmarks, in: image) else { return nil }
            return FaceObservation(detection: detection, landmarks: landmarks, embedding: embedding)
        }
    }

    private func answers(to chips: [FaceChip]) -> [[Float]] {
        let loan = memories.withLock { $0.popLast() } ?? MemoryLoan()
        defer { memories.withLock { $0.append(loan) } }
        return network.embeddings(of: chips, memory: loan.memory)
    }
}

/// Working memory that one call at a time holds.
///
/// Sendable because it is either in the model's list, under its lock, or held by the one call that took it out.
private final class MemoryLoan: @unchecked Sendable {
    let memory = NetworkMemory(images: 2)
}
