/// How far the model agrees with the published one on a set of photographs.
package struct ConformanceReport: Sendable {
    /// Photographs looked at.
    package private(set) var photographs = 0
    /// Photographs in which a face was found.
    package private(set) var detected = 0
    /// Photographs with as many faces as expected.
    package private(set) var sameCount = 0
    /// Photographs whose clearest face has exactly the expected rectangle.
    package private(set) var sameRectangle = 0
    /// Photographs whose five landmarks are all within one pixel, each way.
    package private(set) var landmarksWithinPixel = 0
    /// Photographs whose raw embedding, cut at the expected landmarks, is within the tolerance.
    package private(set) var embeddingWithin = 0
    /// Photographs whose raw embedding, everything found by ourselves, is within the tolerance.
    package private(set) var endToEndWithin = 0
    /// The greatest distance of an embedding cut at the expected landmarks.
    package private(set) var worstEmbedding: Float = 0
    /// The photographs that missed anything, each with what.
    package private(set) var misses: [String] = []
    /// Time in the detector, for landmarks, and for embeddings of one chip and of a chip with its mirror image.
    package private(set) var detection = Duration.zero
    package private(set) var landmarking = Duration.zero
    package private(set) var singleEmbedding = Duration.zero
    package private(set) var mirroredEmbedding = Duration.zero

    /// The greatest Euclidean distance at which two raw embeddings are taken for equal.
    package static let tolerance: Float = 1e-3

    /// Runs the model over some cases; `image` decodes a photograph by its path below `photos`.
    package init(
        _ model: Model,
        _ cases: [ConformanceCase],
        image: (String) throws -> RGBImage
    ) throws {
        for one in cases { add(model, one, try image(one.photograph)) }
    }

    private mutating func add(_ model: Model, _ one: ConformanceCase, _ image: RGBImage) {
        let clock = ContinuousClock()
        photographs += 1
        var raw: [Float] = []
        singleEmbedding += clock.measure { raw = model.rawEmbedding(of: one.landmarks, in: image) }
        let distance = Self.distance(raw, one.embedding)
        worstEmbedding = max(worstEmbedding, distance)
        count(distance <= Self.tolerance, \.embeddingWithin, one, "embedding \(distance)")

        var found: [Detection] = []
        detection += clock.measure { found = model.detections(in: image) }
        count(found.count == one.faces, \.sameCount, one, "\(found.count) faces")
        count(!found.isEmpty, \.detected, one, "no face")
        guard let best = found.first else { return }
        count(best.rectangle == one.rectangle, \.sameRectangle, one, "\(best.rectangle), score \(best.score)")

        var landmarks = one.landmarks
        landmarking += clock.measure { landmarks = model.landmarks(in: image, of: best.rectangle) }
        let isNear = zip(landmarks.points, one.landmarks.points).allSatisfy { ours, theirs in
            abs(ours.x - theirs.x) <= 1 && abs(ours.y - theirs.y) <= 1
        }
        count(isNear, \.landmarksWithinPixel, one, "landmarks \(landmarks.points)")
        let whole = Self.distance(model.rawEmbedding(of: landmarks, in: image), one.embedding)
        count(whole <= Self.tolerance, \.endToEndWithin, one, "end to end \(whole)")
        mirroredEmbedding += clock.measure { _ = model.embedding(of: landmarks, in: image) }
    }

    private mutating func count(
        _ holds: Bool,
        _ field: WritableKeyPath<ConformanceReport, Int>,
        _ one: ConformanceCase,
        _ miss: @autoclosure () -> String
    ) {
        if holds {
            self[keyPath: field] += 1
        } else {
            misses.append("\(one.photograph): \(miss())")
        }
    }

    private static func distance(_ first: [Float], _ second: [Float]) -> Float {
        zip(first, second).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
}
