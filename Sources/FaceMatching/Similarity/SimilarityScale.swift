/// The published table from the cosine of two embeddings to a similarity of 0 to 100, and to how often it happens by
/// chance.
///
/// A similarity is not a probability. It rises with the cosine, in straight lines between the points below, and says
/// nothing without its false-match rate: the share of pairs of *different* people that reach it. Anything that changes
/// a number here, or the model, raises the version.
package enum SimilarityScale {
    /// The version of the table, stated in every answer.
    package static let version = "dlib-resnet-29-1/1"

    /// One point of the table.
    package struct Point: Hashable, Sendable {
        /// The cosine of two embeddings.
        package let cosine: Double
        /// The similarity there, 0 to 100.
        package let similarity: Double
    }

    /// From a cosine of 0.80, at or below which the similarity is 0, to a cosine of 1.
    ///
    /// 80 is the operating point of the test of 2018 in which 28 of 535 members of Congress were matched with other
    /// people; at 99 this model finds about one true match in fifteen on wild photographs.
    package static let points: [Point] = [
        Point(cosine: 0.800, similarity: 0), Point(cosine: 0.910, similarity: 50),
        Point(cosine: 0.928, similarity: 65), Point(cosine: 0.941, similarity: 75),
        Point(cosine: 0.951, similarity: 80), Point(cosine: 0.961, similarity: 95),
        Point(cosine: 0.975, similarity: 99), Point(cosine: 1.000, similarity: 100),
    ]

    /// The similarity of a cosine, 0 to 100; not a number gives 0.
    package static func similarity(ofCosine cosine: Double) -> Double {
        guard cosine > points[0].cosine else { return 0 }
        for (lower, upper) in zip(points, points.dropFirst()) where cosine <= upper.cosine {
            let part = (cosine - lower.cosine) / (upper.cosine - lower.cosine)
            return lower.similarity + part * (upper.similarity - lower.similarity)
        }
        return 100
    }

    /// The least cosine whose similarity is at least so much: 0.80 for 0, and 1 for 100 and more.
    package static func cosine(ofSimilarity similarity: Double) -> Double {
        guard similarity > 0 else { return points[0].cosine }
        for (lower, upper) in zip(points, points.dropFirst()) where similarity <= upper.similarity {
            let part = (similarity - lower.similarity) / (upper.similarity - lower.similarity)
            return lower.cosine + part * (upper.cosine - lower.cosine)
        }
        return 1
    }

    /// The similarity of a cosine in millionths of a percent, 0 to 100,000,000, as answers carry it; rounded down, so
    /// that a score never reaches a threshold by rounding.
    package static func millionths(ofCosine cosine: Double) -> Int64 {
        Int64((similarity(ofCosine: cosine) * 1_000_000 + 1e-3).rounded(.down))
    }
}
