import CoreProtocol
import Cryptography
import Decisions
import Rekognition
import StrictJSON
import Testing

/// Requests and answers as the tests of this module need them.
enum Fixtures {
    static let pages = PageTokens(key: [UInt8](repeating: 7, count: 32))
    static let client: ExactString = "ngo"
    static let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]
    static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]
    static let id: ExactString = "11111111-2222-3333-4444-55555555abcd"
    static let otherID: ExactString = "22222222-2222-3333-4444-55555555abcd"
    static let imageID: ExactString = "99999999-2222-3333-4444-55555555abcd"
    static let model = ModelIdentity(core: "abeyance-core", name: "resnet", version: "1.0")
    static let box = BoundingBox(left: 100_000, top: -200_000, width: 250_000, height: 333_333)
    static let face = DetectedFace(
        box: box,
        confidence: 99_900_000,
        landmarks: [FaceLandmark(kind: .nose, x: 500_000, y: 500_001)],
        pose: FacePose(roll: -1_500_000, yaw: 0, pitch: 1),
        quality: FaceQuality(brightness: 50_000_000, sharpness: 60_000_000)
    )
    static let statistics = MatchStatistics(
        table: "2026-1",
        falseMatchRate: 2_150_000,
        comparisons: 25_000,
        expectedFalseMatches: 53_750,
        expectedLow: 35_000,
        expectedHigh: 77_500
    )

    static func stored(_ faceID: ExactString) -> StoredFace {
        StoredFace(
            faceID: faceID,
            imageID: imageID,
            externalImageID: "person:1",
            box: box,
            confidence: 99_900_000
        )
    }

    static func match(_ similarity: Int64, _ faceID: ExactString = otherID) -> FaceMatch {
        FaceMatch(similarity: similarity, cosine: 960_000, face: stored(faceID), statistics: statistics)
    }

    static func operation(_ name: ExactString) throws -> Operation {
        try #require(OperationCatalogue.operation(named: name))
    }

    static func parse(
        _ operation: ExactString,
        _ body: String,
        client: ExactString = client
    ) throws -> RekognitionRequest {
        try RekognitionRequest.parse(
            self.operation(operation),
            body: [UInt8](body.utf8),
            client: client,
            pages: pages
        )
    }

    static func base64(_ bytes: [UInt8]) -> String { Base64.encode(bytes) }

    /// A member `Image` of a small JPEG.
    static let image = "\"Image\":{\"Bytes\":\"\(base64(jpeg))\"}"

    static func renderer(
        _ request: RekognitionRequest,
        wholeScores: Bool = false,
        client: ExactString = client,
        isVisible: @escaping @Sendable (ExactString) -> Bool = { _ in true }
    ) -> ResponseRenderer {
        ResponseRenderer(
            request: request,
            client: client,
            rules: ReleaseRules(hasWholeScores: wholeScores, isVisible: isVisible),
            pages: pages
        )
    }

    static func render(
        _ request: RekognitionRequest,
        _ result: CoreResult,
        wholeScores: Bool = false,
        isVisible: @escaping @Sendable (ExactString) -> Bool = { _ in true }
    ) throws -> (response: RekognitionResponse, body: JSONValue) {
        let reply = CoreReply(id: 1, model: model, result: .success(result))
        let response = try renderer(request, wholeScores: wholeScores, isVisible: isVisible)
            .response(reply, requestID: "r-1")
        return (response, try JSONValue.parse(response.body))
    }
}
