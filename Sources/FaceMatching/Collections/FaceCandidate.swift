package import CoreProtocol

/// A face found by search.
package struct FaceCandidate: Hashable, Sendable {
    /// Who it is said to be.
    package let face: StoredFace
    /// Cosine between the probe and the template, -1 to 1.
    package let cosine: Double
}
