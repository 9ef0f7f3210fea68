import Cryptography
import Decisions
import Rekognition
import StrictJSON
import Testing

@Suite struct RequestRefusalTests {
    @Test(
        arguments: [
            ("CreateCollection", "", "the body is not as expected: 1:1: no JSON value"),
            ("CreateCollection", "[]", "an array, an object was expected"),
            ("CreateCollection", "{}", "the member `CollectionId` is missing"),
            (
                "CreateCollection", #"{"CollectionId":null}"#,
                "/CollectionId: a string was expected, found null"
            ),
            (
                "CreateCollection", #"{"CollectionId":"a","CollectionId":"b"}"#,
                "duplicate name `CollectionId`"
            ),
            ("CreateCollection", #"{"CollectionId":""}"#, "/CollectionId: 0 characters, 1 to 255"),
            ("CreateCollection", #"{"CollectionId":"bad id!"}"#, "/CollectionId: ` ` is not allowed"),
            ("CreateCollection", #"{"CollectionId":"é"}"#, "/CollectionId: `é` is not allowed"),
            ("CreateCollection", #"{"CollectionId":"a:b"}"#, "/CollectionId: `:` is not allowed"),
            ("CreateCollection", #"{"CollectionId":"a\n"}"#, "/CollectionId: `\\u{a}` is not allowed"),
            ("CreateCollection", #"{"collectionId":"a"}"#, "the member `CollectionId` is missing"),
            ("CreateCollection", #"{"CollectionId":"a","CollectionID":"a"}"#, "did you mean `CollectionId`?"),
            (
                "CreateCollection", #"{"CollectionId":"a","Tags":{"k":"v"}}"#,
                "/Tags: collections here have no tags"
            ),
            ("ListCollections", #"{"MaxResults":4097}"#, "/MaxResults: `4097` is out of range: 0 to 4096"),
            ("ListCollections", #"{"MaxResults":-1}"#, "/MaxResults: `-1` is out of range"),
            ("ListCollections", #"{"MaxResults":1.5}"#, "/MaxResults: an integer was expected, found `1.5`"),
            (
                "ListCollections", #"{"MaxResults":"5"}"#,
                "/MaxResults: an integer was expected, found a string"
            ),
            ("ListFaces", #"{"CollectionId":"c","UserId":"u"}"#, "/UserId: no core here keeps users"),
            ("ListFaces", #"{"CollectionId":"c","FaceIds":[]}"#, "/FaceIds: 0 ids, 1 to 4096"),
            ("DeleteFaces", #"{"CollectionId":"c"}"#, "the member `FaceIds` is missing"),
            ("DeleteFaces", #"{"CollectionId":"c","FaceIds":[1]}"#, "/FaceIds/0: a string was expected"),
            ("DeleteFaces", #"{"CollectionId":"c","FaceIds":["x"]}"#, "/FaceIds/0: `x` is not a face id"),
            (
                "SearchFaces", #"{"CollectionId":"c","FaceId":"11111111-2222-3333-4444-55555555ABCD"}"#,
                "is not a face id, a UUID in lower case"
            ),
            ("SearchFaces", #"{"CollectionId":"c"}"#, "the member `FaceId` is missing"),
            (
                "SearchFaces",
                #"{"CollectionId":"c","FaceId":"11111111-2222-3333-4444-55555555abcd","MaxFaces":0}"#,
                "/MaxFaces: `0` is out of range: 1 to 4096"
            ),
            (
                "SearchFaces",
                #"{"CollectionId":"c","FaceId":"11111111-2222-3333-4444-55555555abcd","MaxFaces":99999}"#,
                "/MaxFaces: `99999` is out of range"
            ),
            (
                "SearchFaces",
                #"{"CollectionId":"c","FaceId":"11111111-2222-3333-4444-55555555abcd","FaceMatchThreshold":"99"}"#,
                "/FaceMatchThreshold: a number was expected"
            ),
            ("DetectFaces", "{}", "the member `Image` is missing"),
            ("DetectFaces", #"{"Image":"/9j/"}"#, "/Image: an object was expected"),
            ("DetectFaces", #"{"Image":{}}"#, "/Image: the member `Bytes` is missing"),
            ("DetectFaces", #"{"Image":{"Bytes":""}}"#, "/Image/Bytes: the image is empty"),
            ("DetectFaces", #"{"Image":{"bytes":"/9j/"}}"#, "unknown member `bytes`, did you mean `Bytes`?"),
            ("DetectFaces", #"{"Image":{"Bytes":"/9j/\n"}}"#, "white space in the base64"),
            ("DetectFaces", #"{"Image":{"Bytes":"data:image/jpeg;base64,/9j/"}}"#, "a data URL"),
            ("DetectFaces", #"{"Image":{"Bytes":"_9j_"}}"#, "base64 of the URL alphabet"),
            ("DetectFaces", #"{"Image":{"Bytes":"/9j/é"}}"#, "`é` at offset 4 is not base64"),
            ("DetectFaces", #"{"Image":{"Bytes":"/9j/4"}}"#, "5 characters of base64, a multiple of four"),
            ("DetectFaces", #"{"Image":{"Bytes":"/9j/4B=="}}"#, "does not end as it should"),
            (
                "DetectFaces", #"{"Image":{"Bytes":"/9j/"},"Attributes":["AGE_RANGE"]}"#,
                "no core here estimates `AGE_RANGE`"
            ),
            (
                "DetectFaces", #"{"Image":{"Bytes":"/9j/"},"Attributes":["all"]}"#,
                "/Attributes/0: `all` is not known"
            ),
            (
                "IndexFaces", #"{"CollectionId":"c","Image":{"Bytes":"/9j/"},"MaxFaces":0}"#,
                "/MaxFaces: `0` is out of range"
            ),
            (
                "IndexFaces", #"{"CollectionId":"c","Image":{"Bytes":"/9j/"},"ExternalImageId":"a/b"}"#,
                "/ExternalImageId: `/` is not allowed"
            ),
            (
                "IndexFaces", #"{"CollectionId":"c","Image":{"Bytes":"/9j/"},"QualityFilter":"auto"}"#,
                "/QualityFilter: `auto` is not known, one of NONE, AUTO, LOW, MEDIUM, HIGH"
            ),
            (
                "CompareFaces", #"{"SourceImage":{"Bytes":"/9j/"}}"#, "the member `TargetImage` is missing"
            ),
            (
                "CompareFaces",
                #"{"SourceImage":{"Bytes":"/9j/"},"TargetImage":{"Bytes":"/9j/"},"SimilarityTreshold":90}"#,
                "unknown member `SimilarityTreshold`, did you mean `SimilarityThreshold`?"
            ),
        ] as [(ExactString, String, String)]
    )
    func whatIsWrongIsSaid(operation: ExactString, body: String, says: String) {
        let error = #expect(throws: RekognitionError.self) { try Fixtures.parse(operation, body) }
        #expect(error?.type == .invalidParameter)
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func tooManyFaceIDsAreRefused() {
        let ids = (0...4096).map { _ in "\"\(Fixtures.id)\"" }.joined(separator: ",")
        let error = #expect(throws: RekognitionError.self) {
            try Fixtures.parse("DeleteFaces", "{\"CollectionId\":\"c\",\"FaceIds\":[\(ids)]}")
        }
        #expect(error?.message == "/FaceIds: 4097 ids, 1 to 4096 were expected")
    }

    @Test func anObjectInS3IsRefusedWhetherOrNotBytesComeToo() {
        for extra in ["", ",\"Bytes\":\"/9j/\""] {
            let error = #expect(throws: RekognitionError.self) {
                try Fixtures.parse(
                    "DetectFaces",
                    "{\"Image\":{\"S3Object\":{\"Bucket\":\"b\",\"Name\":\"n\"}\(extra)}}"
                )
            }
            #expect(error?.type == .invalidS3Object)
            #expect(error?.message.contains("send the picture itself as `Bytes`") == true)
        }
    }

    @Test func anImageEncodedTwiceIsRecognised() {
        for image in [Fixtures.jpeg, Fixtures.png] {
            let twice = Fixtures.base64([UInt8](Fixtures.base64(image).utf8))
            let error = #expect(throws: RekognitionError.self) {
                try Fixtures.parse("DetectFaces", "{\"Image\":{\"Bytes\":\"\(twice)\"}}")
            }
            #expect(error?.type == .invalidImageFormat)
            #expect(error?.message.contains("base64 inside base64") == true)
        }
    }

    @Test(arguments: [
        ("GIF89a", "a GIF file"), ("RIFF....WEBPVP8", "a WebP file"), ("....ftypheic", "a HEIC file"),
        ("%PDF-1.4", "a PDF file"), ("<html>", "markup"), ("hello world", "neither JPEG nor PNG"),
        ("\u{0}", "neither"),
    ])
    func otherFormatsAreNamed(content: String, says: String) {
        let bytes = Fixtures.base64([UInt8](content.utf8))
        let error = #expect(throws: RekognitionError.self) {
            try Fixtures.parse("DetectFaces", "{\"Image\":{\"Bytes\":\"\(bytes)\"}}")
        }
        #expect(error?.type == .invalidImageFormat)
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func anImageOfExactlyTheLimitIsReadAndOneMoreByteIsRefused() throws {
        let image = Fixtures.jpeg + [UInt8](repeating: 0, count: 5_242_880 - Fixtures.jpeg.count)
        let request = try Fixtures.parse(
            "DetectFaces",
            "{\"Image\":{\"Bytes\":\"\(Fixtures.base64(image))\"}}"
        )
        #expect(request.probes.first?.count == 5_242_880)
        for extra in [1, 2, 3] {
            let larger = Fixtures.base64(image + [UInt8](repeating: 0, count: extra))
            let error = #expect(throws: RekognitionError.self) {
                try Fixtures.parse("DetectFaces", "{\"Image\":{\"Bytes\":\"\(larger)\"}}")
            }
            #expect(error?.type == .imageTooLarge)
        }
    }

    @Test func aBodyOverTheOperationsLimitIsRefusedUnread() throws {
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: RequestLimits.maxPlainBodyBytes + 1)
        let operation = try Fixtures.operation("CreateCollection")
        let error = #expect(throws: RekognitionError.self) {
            try RekognitionRequest.parse(operation, body: body, client: "c", pages: Fixtures.pages)
        }
        #expect(error?.type == .invalidParameter)
        #expect(error?.message.contains("262144 bytes") == true)
        #expect(RekognitionError.oversize(try Fixtures.operation("IndexFaces")).type == .imageTooLarge)
        #expect(RequestLimits.maxBodyBytes(of: try Fixtures.operation("CompareFaces")) == 14_243_160)
    }

    @Test(
        arguments: [
            (nil, "the header `X-Amz-Target` is missing"), ("", "is not of this service"),
            ("DynamoDB_20120810.GetItem", "is not of this service"),
            ("RekognitionService", "is not of this service"),
            ("RekognitionService.", "unknown operation ``"),
            ("RekognitionService.DetectFace", "unknown operation `DetectFace`, did you mean `DetectFaces`?"),
            ("RekognitionService.detectfaces", "did you mean `DetectFaces`?"),
            ("RekognitionService.DetectFaces\r\nX: y", "unknown operation `DetectFaces\\u{d}\\u{a}X: y`"),
        ] as [(ExactString?, String)]
    )
    func unknownOperationsAreRefused(header: ExactString?, says: String) {
        let error = #expect(throws: RekognitionError.self) { try RequestTarget.operation(header) }
        #expect(error?.type == .unknownOperation)
        #expect(error?.fault.code == "UnknownOperationException")
        #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }

    @Test func everyKnownOperationIsFoundByItsTarget() throws {
        #expect(OperationCatalogue.all.count == 75)
        for operation in OperationCatalogue.all {
            #expect(
                try RequestTarget.operation(ExactString("RekognitionService.\(operation.name)")) == operation
            )
        }
    }
}
