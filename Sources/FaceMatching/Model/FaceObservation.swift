/// One face of an image, with everything the matcher finds out about it.
package struct FaceObservation: Hashable, Sendable {
    /// Where the face is and how clear.
    package let detection: Detection
    /// Its five landmarks.
    package let landmarks: FaceLandmarks
    /// What is compared.
    package let embedding: Embedding

    package init(detection: Detection, landmarks: FaceLandmarks, embedding: Embedding) {
        self.detection = detection
        self.landmarks = landmarks
        self.embedding = embedding
    }
}
