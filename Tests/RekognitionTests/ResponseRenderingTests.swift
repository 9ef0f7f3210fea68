import CoreProtocol
import Rekognition
import StrictJSON
import Testing

@Suite struct ResponseRenderingTests {
    static let search =
        "{\"CollectionId\":\"c\",\"FaceId\":\"\(Fixtures.id)\",\"FaceMatchThreshold\":99,\"MaxFaces\":2}"

    @Test func matchesBelowTheThresholdAreLeftOutWhateverTheCoreSays() throws {
        let (response, body) = try searched([98_999_999, 99_000_000, 100_000_000])
        #expect(similarities(body) == ["100", "99"])
        #expect(response.count == 2 && response.bestSimilarity == 100_000_000)
    }

    @Test func noMoreMatchesThanAskedForAreReleasedAndTheBestComeFirst() throws {
        let (_, body) = try searched([99_100_000, 99_300_000, 99_200_000])
        #expect(similarities(body) == ["99.3", "99.2"])
    }

    @Test func wholeScoresAreFilteredFirstAndThenRoundedDown() throws {
        let (response, body) = try searched([98_700_000, 99_999_999, 99_000_001], wholeScores: true)
        #expect(similarities(body) == ["99", "99"])
        #expect(response.bestSimilarity == 99_000_000)
        #expect(try searched([98_700_000, 98_999_999], wholeScores: true).response.count == 0)
    }

    @Test func wholeScoresTellNothingFinerByOrderOrStatistics() throws {
        let low = Fixtures.match(99_100_000, "00000000-0000-0000-0000-000000000001")
        let high = Fixtures.match(99_900_000, "00000000-0000-0000-0000-000000000002")
        let request = try Fixtures.parse("SearchFaces", Self.search)
        let one = SearchResult(searched: nil, matches: [low, high], comparisons: 2)
        let swapped = SearchResult(
            searched: nil,
            matches: [
                Fixtures.match(99_900_000, low.face.faceID), Fixtures.match(99_100_000, high.face.faceID),
            ],
            comparisons: 2
        )
        let first = try Fixtures.render(request, .matches(one), wholeScores: true)
        let second = try Fixtures.render(request, .matches(swapped), wholeScores: true)
        #expect(first.body == second.body)
        #expect(first.body["FaceMatches"]?.array?.first?["MatchStatistics"] == nil)
        let fine = try Fixtures.render(request, .matches(one))
        #expect(fine.body["FaceMatches"]?.array?.first?["MatchStatistics"] != nil)
        #expect(fine.body["FaceMatches"]?.array?.first?["Face"]?["FaceId"] == .string(high.face.faceID))
    }

    @Test func theFaceSearchedWithIsNotItsOwnMatch() throws {
        let request = try Fixtures.parse("SearchFaces", Self.search)
        let result = SearchResult(
            searched: nil,
            matches: [Fixtures.match(100_000_000, Fixtures.id)],
            comparisons: 1
        )
        #expect(try Fixtures.render(request, .matches(result)).response.count == 0)
    }

    @Test func statisticsOfTheThresholdStandInAFieldAndAMember() throws {
        let request = try Fixtures.parse("SearchFaces", Self.search)
        let result = SearchResult(
            searched: nil,
            matches: [],
            comparisons: 25_000,
            statistics: Fixtures.statistics
        )
        let (response, body) = try Fixtures.render(request, .matches(result), wholeScores: true)
        let field = response.fields.first { $0.name == "Abeyance-Match-Statistics" }
        #expect(
            field?.value
                == "table=\"2026-1\"; false-match-rate=0.00000215; comparisons=25000; expected=0.05375; low=0.035; high=0.0775"
        )
        #expect(body["MatchStatistics"]?["FalseMatchRate"]?.number?.lexeme == "0.00000215")
    }

    @Test func aMatchBelowTheThresholdOfAComparisonCountsAsUnmatched() throws {
        let request = try Fixtures.parse(
            "CompareFaces",
            "{\"SourceImage\":{\"Bytes\":\"/9j/\"},\"TargetImage\":{\"Bytes\":\"/9j/\"},\"SimilarityThreshold\":99}"
        )
        let result = Comparison(
            source: Fixtures.face,
            matches: [
                ComparedFace(similarity: 98_900_000, cosine: 1, face: Fixtures.face),
                ComparedFace(similarity: 99_000_000, cosine: 1, face: Fixtures.face),
            ],
            unmatched: [Fixtures.face]
        )
        let (response, body) = try Fixtures.render(request, .comparison(result))
        #expect(similarities(body) == ["99"])
        #expect(body["UnmatchedFaces"]?.array?.count == 2)
        #expect(response.count == 1)
    }

    @Test func collectionsThatTheClientMayNotKnowAreNotListed() throws {
        let request = try Fixtures.parse("ListCollections", "{}")
        let all = ["b", "secret", "a"].map {
            CollectionSummary(id: $0, faceCount: 0, created: 0, modelVersion: "1")
        }
        let (_, body) = try Fixtures.render(request, .collections(all)) { $0 != "secret" }
        #expect(body == ["CollectionIds": ["a", "b"], "FaceModelVersions": ["1", "1"]])
    }

    @Test func facesNobodyAskedForAreLeftOut() throws {
        let request = try Fixtures.parse(
            "ListFaces",
            "{\"CollectionId\":\"c\",\"FaceIds\":[\"\(Fixtures.id)\"]}"
        )
        let page = FacePage(
            faces: [Fixtures.stored(Fixtures.id), Fixtures.stored(Fixtures.otherID)],
            next: nil
        )
        #expect(try Fixtures.render(request, .faces(page)).response.count == 1)
        let delete = try Fixtures.parse(
            "DeleteFaces",
            "{\"CollectionId\":\"c\",\"FaceIds\":[\"\(Fixtures.id)\"]}"
        )
        let deleted = DeletedFaces(deleted: [Fixtures.otherID], notFound: [])
        let body = try Fixtures.render(delete, .facesDeleted(deleted)).body
        #expect(
            body == [
                "DeletedFaces": [],
                "UnsuccessfulFaceDeletions": [
                    ["FaceId": .string(Fixtures.id), "Reasons": ["FACE_NOT_FOUND"]]
                ],
            ]
        )
    }

    @Test func noMoreFacesAreReleasedThanWereAskedForAndNoneTwice() throws {
        let ids = (0..<150).map { ExactString("00000000-0000-0000-0000-000000000\(100 + $0)") }
        let records = ids.map { IndexedFaces.Record(face: Fixtures.stored($0), detail: Fixtures.face) }
        for (members, count) in [(",\"MaxFaces\":1", 1), (",\"MaxFaces\":120", 100), ("", 100)] {
            let request = try Fixtures.parse(
                "IndexFaces",
                "{\"CollectionId\":\"c\",\(Fixtures.image)\(members)}"
            )
            let indexed = IndexedFaces(records: [records[0]] + records, unindexed: [])
            let (response, body) = try Fixtures.render(request, .facesIndexed(indexed))
            let shown = body["FaceRecords"]?.array ?? []
            #expect(response.count == count && shown.count == count)
            #expect(Set(shown.compactMap { $0["Face"]?["FaceId"]?.string }).count == count)
        }
        let detect = try Fixtures.parse("DetectFaces", "{\(Fixtures.image)}")
        let faces = [DetectedFace](repeating: Fixtures.face, count: 101)
        let (response, body) = try Fixtures.render(detect, .facesDetected(faces))
        #expect(response.count == 100 && body["FaceDetails"]?.array?.count == 100)
        let list = try Fixtures.parse("ListFaces", #"{"CollectionId":"c"}"#)
        let page = FacePage(faces: [Fixtures.stored(Fixtures.id), Fixtures.stored(Fixtures.id)], next: nil)
        #expect(try Fixtures.render(list, .faces(page)).response.count == 1)
    }

    @Test func anEnrolledFaceMatchesOnceWithItsBestScore() throws {
        let request = try Fixtures.parse("SearchFaces", Self.search)
        let matches = [
            Fixtures.match(99_100_000), Fixtures.match(99_500_000),
            Fixtures.match(99_200_000, "33333333-2222-3333-4444-55555555abcd"),
        ]
        let result = SearchResult(searched: nil, matches: matches, comparisons: 3)
        #expect(similarities(try Fixtures.render(request, .matches(result)).body) == ["99.5", "99.2"])
    }

    @Test func aComparisonReleasesAHundredMatchesAtMost() throws {
        let request = try Fixtures.parse(
            "CompareFaces",
            "{\"SourceImage\":{\"Bytes\":\"/9j/\"},\"TargetImage\":{\"Bytes\":\"/9j/\"}}"
        )
        #expect(request.maximumResults == 100)
        let match = ComparedFace(similarity: 99_000_000, cosine: 1, face: Fixtures.face)
        let result = Comparison(
            source: Fixtures.face,
            matches: [ComparedFace](repeating: match, count: 101),
            unmatched: []
        )
        #expect(try Fixtures.render(request, .comparison(result)).response.count == 100)
    }

    @Test func anotherCollectionThanTheOneAskedForIsAFault() throws {
        let other = CollectionSummary(id: "d", faceCount: 7, created: 0, modelVersion: "1")
        let results: [(ExactString, CoreResult)] = [
            ("DescribeCollection", .collection(other)), ("CreateCollection", .collectionCreated(other)),
        ]
        for (operation, result) in results {
            let request = try Fixtures.parse(operation, #"{"CollectionId":"c"}"#)
            let error = #expect(throws: RekognitionError.self) { try Fixtures.render(request, result) }
            #expect(error?.type == .internalServerError)
        }
    }

    @Test func aResultOfAnotherKindIsAFault() throws {
        let request = try Fixtures.parse("ListCollections", "{}")
        let error = #expect(throws: RekognitionError.self) {
            try Fixtures.render(request, .collectionDeleted)
        }
        #expect(error?.type == .internalServerError)
        let search = try Fixtures.parse("SearchFacesByImage", "{\"CollectionId\":\"c\",\(Fixtures.image)}")
        #expect(throws: RekognitionError.self) {
            try Fixtures.render(
                search,
                .matches(SearchResult(searched: nil, matches: [], comparisons: 0))
            )
        }
    }

    @Test(
        arguments: [
            (.collectionNotFound, .resourceNotFound), (.collectionExists, .resourceAlreadyExists),
            (.faceNotFound, .invalidParameter), (.noFace, .invalidParameter),
            (.imageFormat, .invalidImageFormat),
            (.imageTooLarge, .imageTooLarge), (.imageTooSmall, .invalidParameter),
            (.quotaExceeded, .serviceQuotaExceeded),
            (.otherModel, .invalidParameter), (.unsupported, .invalidParameter),
            (.invalidRequest, .internalServerError),
            (.notReady, .internalServerError), (.internalError, .internalServerError),
        ] as [(CoreFailure.Code, RekognitionErrorType)]
    )
    func aCoresFailureIsTheProtocolsError(code: CoreFailure.Code, type: RekognitionErrorType) throws {
        let request = try Fixtures.parse("DescribeCollection", #"{"CollectionId":"c"}"#)
        let failure = CoreFailure(code, "/secret/path \u{1b}[31m", beforeMatching: true)
        let reply = CoreReply(id: 1, model: Fixtures.model, result: .failure(failure))
        let error = #expect(throws: RekognitionError.self) {
            try Fixtures.renderer(request).response(reply, requestID: "r")
        }
        #expect(error?.type == type)
        #expect(error?.message.utf8.contains(0x1b) == false)
        if type == .internalServerError { #expect(error?.message.contains("secret") == false) }
    }

    @Test(arguments: RekognitionErrorType.allCases) func errorsHaveBothNamesAndTheirStatus(
        type: RekognitionErrorType
    ) throws {
        let response = RekognitionError(type, "why \"not\"").response(requestID: "r-9")
        #expect(response.status == (type == .internalServerError ? 500 : 400))
        #expect(response.fields.map(\.name) == ["Content-Type", "x-amzn-RequestId", "x-amzn-ErrorType"])
        #expect(response.fields.map(\.value) == ["application/x-amz-json-1.1", "r-9", type.rawValue])
        #expect(
            try JSONValue.parse(response.body)
                == ["__type": .string(ExactString(type.rawValue)), "Message": "why \"not\""]
        )
    }

    private func searched(
        _ scores: [Int64],
        wholeScores: Bool = false
    ) throws -> (response: RekognitionResponse, body: JSONValue) {
        let request = try Fixtures.parse("SearchFaces", Self.search)
        let matches = scores.enumerated().map { number, score in
            Fixtures.match(score, ExactString("\(22_222_222 + number)-2222-3333-4444-55555555abcd"))
        }
        let result = SearchResult(searched: nil, matches: matches, comparisons: 9)
        return try Fixtures.render(request, .matches(result), wholeScores: wholeScores)
    }

    private func similarities(_ body: JSONValue) -> [String] {
        (body["FaceMatches"]?.array ?? []).compactMap { $0["Similarity"]?.number?.lexeme }
    }
}
