import CoreProtocol
import StrictJSON

/// One example of every request and reply, so that a new case without a round trip is noticed.
enum Examples {
    static let box = BoundingBox(left: -1200, top: 0, width: 333_333, height: 1_000_000)
    static let face = DetectedFace(
        box: box,
        confidence: 99_900_000,
        landmarks: FaceLandmark.Kind.allCases.enumerated().map {
            FaceLandmark(kind: $0.element, x: Int64($0.offset), y: 500_000)
        },
        pose: FacePose(roll: -1_500_000, yaw: 2, pitch: 0),
        quality: FaceQuality(brightness: 55_000_000, sharpness: 1)
    )
    static let plainFace = DetectedFace(box: box, confidence: 0)
    static let id: ExactString = "11111111-2222-3333-4444-55555555abcd"
    static let otherID: ExactString = "00000000-2222-3333-4444-55555555abcd"
    static let stored = StoredFace(
        faceID: id,
        imageID: otherID,
        externalImageID: "person:1",
        box: box,
        confidence: 1
    )
    static let unnamed = StoredFace(
        faceID: id,
        imageID: otherID,
        externalImageID: nil,
        box: box,
        confidence: 1
    )
    static let statistics = MatchStatistics(
        table: "2026-1",
        falseMatchRate: 2_150_000,
        comparisons: 25_000,
        expectedFalseMatches: 53_750,
        expectedLow: 35_000,
        expectedHigh: 77_500
    )
    static let model = ModelIdentity(core: "abeyance-core", name: "resnet", version: "1")
    static let summary = CollectionSummary(
        id: "a",
        faceCount: 3,
        created: 1_763_673_600_123_456,
        modelVersion: "1"
    )

    static let operations: [CoreOperation] = [
        .health,
        .createCollection(id: "a"),
        .deleteCollection(id: "a"),
        .describeCollection(id: "a"),
        .listCollections,
        .indexFaces(
            collection: "a",
            image: [1, 2],
            externalImageID: "x",
            maxFaces: 7,
            qualityFilter: .auto
        ),
        .indexFaces(
            collection: "a",
            image: [0],
            externalImageID: nil,
            maxFaces: nil,
            qualityFilter: .none
        ),
        .listFaces(collection: "a", after: nil, limit: 0, faceIDs: []),
        .listFaces(collection: "a", after: id, limit: 4096, faceIDs: [otherID]),
        .deleteFaces(collection: "a", faceIDs: [ExactString](repeating: id, count: 4096)),
        .searchFaces(collection: "a", faceID: id, threshold: 80_000_000, maxFaces: 1),
        .searchFacesByImage(
            collection: "a",
            image: [9],
            threshold: 0,
            maxFaces: 4096,
            qualityFilter: .high
        ),
        .compareFaces(source: [1], target: [2, 3], threshold: 100_000_000, qualityFilter: .low),
        .detectFaces(image: [UInt8](repeating: 7, count: 5_242_880)),
    ]

    static let results: [CoreResult] = [
        .health(CoreHealth(isReady: false, collections: 0, faces: 0, reason: "no model")),
        .health(CoreHealth(isReady: true, collections: 2, faces: 1_000_000)),
        .collectionCreated(summary),
        .collectionDeleted,
        .collection(summary),
        .collections([]),
        .collections([summary, summary]),
        .facesIndexed(
            IndexedFaces(
                records: [IndexedFaces.Record(face: stored, detail: face)],
                unindexed: [IndexedFaces.Unindexed(reasons: UnindexedReason.allCases, detail: plainFace)]
            )
        ),
        .faces(FacePage(faces: [], next: nil)),
        .faces(FacePage(faces: [stored, unnamed], next: id)),
        .facesDeleted(DeletedFaces(deleted: [id], notFound: [otherID])),
        .matches(
            SearchResult(
                searched: face,
                matches: [
                    FaceMatch(similarity: 99_000_001, cosine: 975_000, face: stored, statistics: statistics),
                    FaceMatch(similarity: 0, cosine: -1, face: unnamed),
                ],
                comparisons: 25_000,
                statistics: statistics
            )
        ),
        .matches(SearchResult(searched: nil, matches: [], comparisons: 0)),
        .comparison(
            Comparison(
                source: face,
                matches: [ComparedFace(similarity: 1, cosine: 2, face: plainFace, statistics: statistics)],
                unmatched: [plainFace],
                statistics: statistics
            )
        ),
        .facesDetected([face, plainFace]),
    ]

    /// The longest answer there is: 4096 matches with everything said of each.
    static let largest = CoreResult.matches(
        SearchResult(
            searched: face,
            matches: (0..<4096).map { _ in
                FaceMatch(
                    similarity: 100_000_000,
                    cosine: 1_000_000,
                    face: StoredFace(
                        faceID: id,
                        imageID: otherID,
                        externalImageID: ExactString(String(repeating: "x", count: 255)),
                        box: box,
                        confidence: 100_000_000
                    ),
                    statistics: statistics
                )
            },
            comparisons: 1,
            statistics: statistics
        )
    )
}
