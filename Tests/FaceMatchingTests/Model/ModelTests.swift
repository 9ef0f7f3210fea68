import FaceMatching
import Testing

@Suite(
    "The installed model",
    .enabled(if: InstalledModel.isUsable, Comment(rawValue: InstalledModel.comment))
)
struct ModelTests {
    let model: Model

    init() throws { model = try #require(InstalledModel.shared) }

    @Test("one portrait in fifteen, or fewer without optimisation, agrees with the published model")
    func portraits() throws {
        let all = try InstalledModel.cases("congress")
        #expect(all.count == 879)
        let some = stride(from: 0, to: all.count, by: 15 * InstalledModel.thinning).map { all[$0] }
        let report = try ConformanceReport(model, some, image: InstalledModel.photograph)
        #expect(report.photographs == some.count)
        #expect(report.detected == some.count, "\(report.misses)")
        #expect(report.landmarksWithinPixel == some.count, "\(report.misses)")
        #expect(report.embeddingWithin == some.count, "\(report.misses)")
        #expect(report.worstEmbedding < 1e-5)
        #expect(some.count - report.endToEndWithin <= Self.ties(some.count), "\(report.misses)")
    }

    // Where two windows answer alike to a thousandth, another build of the published detector may prefer the other.
    private static func ties(_ count: Int) -> Int { 1 + count / 100 }

    @Test("faces of a second collection agree with the published model")
    func collection() throws {
        let all = try InstalledModel.cases("att")
        let some = stride(from: 0, to: all.count, by: 20 * InstalledModel.thinning).map { all[$0] }
        let report = try ConformanceReport(model, some, image: InstalledModel.photograph)
        #expect(report.detected == some.count, "\(report.misses)")
        #expect(report.embeddingWithin == some.count, "\(report.misses)")
        #expect(some.count - report.endToEndWithin <= Self.ties(some.count), "\(report.misses)")
    }

    @Test(
        "photographs of one person are near each other, cut and large ones too",
        arguments: [
            ("obama2.jpg", 0.96961), ("obama3.jpg", 0.97592), ("obama_partial_face.jpg", 0.98881),
            ("biden.jpg", 0.81065),
        ]
    )
    func examples(name: String, expected: Double) throws {
        let first = try #require(model.faces(in: InstalledModel.photograph("examples/obama.jpg")).first)
        let second = try #require(model.faces(in: InstalledModel.photograph("examples/\(name)")).first)
        let cosine = Double(first.embedding.cosine(to: second.embedding))
        #expect(abs(cosine - expected) < 2e-4, "\(name): \(cosine)")
    }

    @Test("scores and rectangles are those of the published detector")
    func scores() throws {
        let found = model.detections(in: try InstalledModel.photograph("congress/A000014.jpg"))
        #expect(found.count == 1)
        let best = try #require(found.first)
        #expect(best.rectangle == PixelRectangle(left: 65, top: 93, right: 189, bottom: 217))
        #expect(abs(best.score - 1.674244) < 2e-5)
    }

    @Test("images without a face, without content or smaller than a face have no faces")
    func nothing() {
        for (width, height) in [
            (0, 0), (1, 1), (1, 400), (400, 1), (15, 15), (64, 64), (79, 300), (200, 200),
        ] {
            #expect(model.detections(in: RGBImage(width: width, height: height, filledWith: 128)).isEmpty)
        }
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<3 * 120 * 100).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(model.detections(in: RGBImage(width: 120, height: 100, pixels: noise)).isEmpty)
    }

    @Test("an embedding is of length 1 and the same on every call, from several threads")
    func threads() async throws {
        let image = try InstalledModel.photograph("congress/A000014.jpg")
        let face = try #require(model.faces(in: image).first)
        let length = face.embedding.values.reduce(0) { $0 + Double($1) * Double($1) }
        #expect(abs(length - 1) < 1e-5)
        let model = model
        await withTaskGroup(of: Embedding?.self) { group in
            for _ in 0..<4 { group.addTask { model.embedding(of: face.landmarks, in: image) } }
            for await embedding in group { #expect(embedding == face.embedding) }
        }
    }

    @Test("a mirrored photograph gives the same embedding, nearly")
    func mirrored() throws {
        let image = try InstalledModel.photograph("congress/A000014.jpg")
        var turned = image
        for y in 0..<image.height {
            for x in 0..<image.width { turned[x, y] = image[image.width - 1 - x, y] }
        }
        let one = try #require(model.faces(in: image).first)
        let other = try #require(model.faces(in: turned).first)
        #expect(one.embedding.cosine(to: other.embedding) > 0.98)
    }

    @Test("the pipeline of the service gives templates of its own faces, the largest first")
    func pipeline() throws {
        let image = try InstalledModel.photograph("examples/obama.jpg")
        let pipeline: any FacePipeline = model
        let faces = pipeline.detect(in: image, limit: 5)
        let face = try #require(faces.first)
        #expect(pipeline.detect(in: image, limit: 0).isEmpty)
        #expect(face.confidence > 99 && face.confidence <= 100)
        #expect(pipeline.template(of: face, in: image) == model.faces(in: image).first?.embedding.values)
        #expect(pipeline.model == FaceModel(name: "dlib-resnet-29", version: "1"))
    }
}
