package import CoreProtocol

/// The published, monotone map from cosine to similarity, and what is known about false matches along it.
package protocol SimilarityScale: Sendable {
    /// The similarity of a cosine, in millionths of a percent.
    func similarity(ofCosine cosine: Double) -> Int64

    /// A cosine below which no similarity reaches `similarity` (millionths of a percent); -1 when every one does.
    func leastCosine(forSimilarity similarity: Int64) -> Double

    /// How often chance alone reaches the cosine, and how many false matches to expect among `comparisons` faces.
    func statistics(ofCosine cosine: Double, comparisons: Int64) -> MatchStatistics
}
