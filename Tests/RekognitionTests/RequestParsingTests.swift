import CoreProtocol
import Decisions
import Rekognition
import StrictJSON
import Testing

@Suite struct RequestParsingTests {
    @Test func aSearchByImageIsReadWithEveryMember() throws {
        let request = try Fixtures.parse(
            "SearchFacesByImage",
            "{\"CollectionId\":\"a.b-c_D9\",\(Fixtures.image),\"MaxFaces\":5,\"FaceMatchThreshold\":99.5,\"QualityFilter\":\"HIGH\"}"
        )
        #expect(request.collection == "a.b-c_D9")
        #expect(request.similarityThreshold == 995_000)
        #expect(request.maximumResults == 5)
        #expect(request.probes == [Fixtures.jpeg] && request.targets == [])
        #expect(
            request.coreOperation
                == .searchFacesByImage(
                    collection: "a.b-c_D9",
                    image: Fixtures.jpeg,
                    threshold: 99_500_000,
                    maxFaces: 5,
                    qualityFilter: .high
                )
        )
    }

    @Test func defaultsAreThoseOfTheProtocol() throws {
        let search = try Fixtures.parse("SearchFacesByImage", "{\"CollectionId\":\"c\",\(Fixtures.image)}")
        #expect(
            search.coreOperation
                == .searchFacesByImage(
                    collection: "c",
                    image: Fixtures.jpeg,
                    threshold: 80_000_000,
                    maxFaces: 100,
                    qualityFilter: .none
                )
        )
        let index = try Fixtures.parse("IndexFaces", "{\"CollectionId\":\"c\",\(Fixtures.image)}")
        #expect(
            index.coreOperation
                == .indexFaces(
                    collection: "c",
                    image: Fixtures.jpeg,
                    externalImageID: nil,
                    maxFaces: nil,
                    qualityFilter: .auto
                )
        )
        #expect(index.maximumResults == 100 && index.similarityThreshold == nil)
        let faces = try Fixtures.parse("ListFaces", #"{"CollectionId":"c","MaxResults":0}"#)
        #expect(faces.coreOperation == .listFaces(collection: "c", after: nil, limit: 1000, faceIDs: []))
        let bytes = Fixtures.base64(Fixtures.png)
        let compare = try Fixtures.parse(
            "CompareFaces",
            "{\"SourceImage\":{\"Bytes\":\"\(bytes)\"},\"TargetImage\":{\"Bytes\":\"\(Fixtures.base64(Fixtures.jpeg))\"}}"
        )
        #expect(compare.similarityThreshold == 800_000)
        #expect(compare.probes == [Fixtures.png] && compare.targets == [Fixtures.jpeg])
    }

    @Test func everyServedOperationReachesItsCoreOperation() throws {
        let bodies: [ExactString: (String, ExactString)] = [
            "CreateCollection": (#"{"CollectionId":"c","Tags":{}}"#, "createCollection"),
            "DeleteCollection": (#"{"CollectionId":"c"}"#, "deleteCollection"),
            "DescribeCollection": (#"{"CollectionId":"c"}"#, "describeCollection"),
            "ListCollections": ("{}", "listCollections"),
            "ListFaces": ("{\"CollectionId\":\"c\",\"FaceIds\":[\"\(Fixtures.id)\"]}", "listFaces"),
            "DeleteFaces": ("{\"CollectionId\":\"c\",\"FaceIds\":[\"\(Fixtures.id)\"]}", "deleteFaces"),
            "SearchFaces": ("{\"CollectionId\":\"c\",\"FaceId\":\"\(Fixtures.id)\"}", "searchFaces"),
            "SearchFacesByImage": ("{\"CollectionId\":\"c\",\(Fixtures.image)}", "searchFacesByImage"),
            "IndexFaces": (
                "{\"CollectionId\":\"c\",\(Fixtures.image),\"ExternalImageId\":\"a:b.c-d_e\",\"MaxFaces\":101,\"DetectionAttributes\":[\"ALL\"]}",
                "indexFaces"
            ),
            "DetectFaces": ("{\(Fixtures.image),\"Attributes\":[\"DEFAULT\",\"ALL\"]}", "detectFaces"),
            "CompareFaces": (
                "{\"SourceImage\":{\"Bytes\":\"/9j/\"},\"TargetImage\":{\"Bytes\":\"/9j/\"},\"SimilarityThreshold\":0}",
                "compareFaces"
            ),
        ]
        #expect(bodies.count == ServedOperation.allCases.count)
        for (operation, (body, core)) in bodies {
            let request = try Fixtures.parse(operation, body)
            #expect(request.coreOperation?.name == core)
            #expect(request.collection == request.coreOperation?.collection)
        }
    }

    @Test func facesToDeleteAreAskedForOnceEach() throws {
        let request = try Fixtures.parse(
            "DeleteFaces",
            "{\"CollectionId\":\"c\",\"FaceIds\":[\"\(Fixtures.otherID)\",\"\(Fixtures.id)\",\"\(Fixtures.otherID)\"]}"
        )
        #expect(
            request.coreOperation == .deleteFaces(collection: "c", faceIDs: [Fixtures.otherID, Fixtures.id])
        )
    }

    @Test(
        arguments: [
            ("95", 950_000), ("90.0", 900_000), ("99.99999", 999_999), ("0", 0), ("100", 1_000_000),
            ("1e2", 1_000_000),
            ("100.0000000", 1_000_000), ("9.95E+1", 995_000), ("1e-9", 0), ("-0.0", 0),
            ("98.99999999", 989_999),
        ] as [(String, Int64)]
    )
    func thresholdsAreCutToFourPlacesAndNeverRoundedUp(text: String, expected: Int64) throws {
        let request = try Fixtures.parse(
            "SearchFaces",
            "{\"CollectionId\":\"c\",\"FaceId\":\"\(Fixtures.id)\",\"FaceMatchThreshold\":\(text)}"
        )
        #expect(request.similarityThreshold == expected)
    }

    @Test(arguments: [
        "100.00001", "101", "-1", "-0.00001", "1e3", "1e999999999999", "-1e400", "99999999999999999999",
    ])
    func thresholdsOutsideNoughtToAHundredAreRefused(text: String) throws {
        let error = #expect(throws: RekognitionError.self) {
            try Fixtures.parse(
                "SearchFaces",
                "{\"CollectionId\":\"c\",\"FaceId\":\"\(Fixtures.id)\",\"FaceMatchThreshold\":\(text)}"
            )
        }
        #expect(error?.type == .invalidParameter)
        #expect(error?.message.hasPrefix("/FaceMatchThreshold: `\(text)` is out of range, 0 to 100") == true)
    }

    @Test func everyOtherOperationIsReadForItsCollectionAndNotServed() throws {
        for operation in OperationCatalogue.all where ServedOperation(operation) == nil {
            let request = try Fixtures.parse(operation.name, #"{"CollectionId":"c","Whatever":[1]}"#)
            #expect(request.call == nil && request.coreOperation == nil)
            #expect(request.collection == (operation.subject == .collection ? "c" : nil))
            let error = RekognitionError.unserved(operation)
            #expect(error.type == .invalidParameter)
            #expect(error.message.hasPrefix("no core here serves `\(operation.name)`"))
        }
        let odd = try Fixtures.parse("SearchUsers", #"{"CollectionId":"../x"}"#)
        #expect(odd.collection == nil)
        #expect(throws: RekognitionError.self) { try Fixtures.parse("DetectLabels", "{") }
    }
}
