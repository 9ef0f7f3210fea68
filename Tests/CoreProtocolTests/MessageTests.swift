import CoreProtocol
import StrictJSON
import Testing

@Suite struct MessageTests {
    @Test(arguments: Examples.operations) func everyRequestComesBackEqual(operation: CoreOperation) throws {
        let request = CoreRequest(id: .max, decision: 42, operation: operation)
        #expect(try CoreRequest(frame: over(request.frame)) == request)
    }

    @Test func everyKindOfRequestHasAnExample() {
        #expect(Set(Examples.operations.map(\.name)).count == 12)
    }

    @Test func aPictureNeverStandsInADescription() {
        let operation = CoreOperation.detectFaces(image: [UInt8](repeating: 7, count: 1000))
        #expect("\(operation)" == "detectFaces(1000 bytes)")
        #expect("\(CoreOperation.createCollection(id: "c"))" == "createCollection(c)")
    }

    @Test(arguments: Examples.results) func everyResultComesBackEqual(result: CoreResult) throws {
        let reply = CoreReply(
            id: 0,
            model: Examples.model,
            result: .success(result),
            warnings: ["extra bytes"]
        )
        #expect(try CoreReply(frame: over(reply.frame)) == reply)
    }

    @Test func everyKindOfResultHasAnExampleAndAnswersItsOwnOperationOnly() {
        #expect(Set(Examples.results.map(\.name)).count == 11)
        for operation in Examples.operations {
            #expect(Set(Examples.results.filter { $0.answers(operation) }.map(\.name)).count == 1)
        }
    }

    @Test(arguments: CoreFailure.Code.allCases) func everyFailureComesBackEqual(code: CoreFailure.Code) throws
    {
        let failure = CoreFailure(code, "no face in the picture", beforeMatching: code == .noFace)
        let reply = CoreReply(id: 7, model: Examples.model, result: .failure(failure))
        #expect(try CoreReply(frame: over(reply.frame)) == reply)
    }

    @Test func theLargestAnswerFitsAFrame() throws {
        let reply = CoreReply(id: 1, model: Examples.model, result: .success(Examples.largest))
        #expect(try CoreReply(frame: over(reply.frame)) == reply)
    }

    @Test(arguments: [
        (
            #"{"id":1,"decision":0,"operation":"fly","arguments":{}}"#, 0,
            "/operation: unknown operation `fly`"
        ),
        (#"{"id":1,"decision":0,"operation":"health"}"#, 0, "the member `arguments` is missing"),
        (
            #"{"id":1,"decision":0,"operation":"health","arguments":{"x":1}}"#, 0,
            "/arguments: unknown member `x`"
        ),
        (#"{"id":1,"decision":0,"operation":"health","arguments":{},"y":1}"#, 0, "unknown member `y`"),
        (
            #"{"id":1,"decision":0,"operation":"health","arguments":{}}"#, 1,
            "/parts: `health` takes 0 parts, found 1"
        ),
        (#"{"id":-1,"decision":0,"operation":"health","arguments":{}}"#, 0, "/id: an unsigned integer"),
        (#"{"id":1,"decision":0.5,"operation":"health","arguments":{}}"#, 0, "/decision: an integer"),
        (#"{"id":1,"decision":0,"operation":"detectFaces","arguments":{}}"#, 0, "takes 1 parts, found 0"),
        (#"{"id":1,"decision":0,"operation":"detectFaces","arguments":{}}"#, 2, "takes 1 parts, found 2"),
        (
            #"{"id":1,"decision":0,"operation":"createCollection","arguments":{"collection":""}}"#, 0,
            "/arguments/collection: a text of 1 to 255 bytes"
        ),
        (
            #"{"id":1,"decision":0,"operation":"deleteFaces","arguments":{"collection":"a","faceIDs":["X"]}}"#,
            0,
            "/arguments/faceIDs: at most 4096 UUIDs"
        ),
        (
            #"{"id":1,"decision":0,"operation":"searchFaces","arguments":{"collection":"a","faceID":"11111111-2222-3333-4444-55555555ABCD","threshold":0,"maxFaces":1}}"#,
            0, "/arguments/faceID: a UUID in lower case"
        ),
        (
            #"{"id":1,"decision":0,"operation":"compareFaces","arguments":{"threshold":100000001,"qualityFilter":"AUTO"}}"#,
            2, "/arguments/threshold: `100000001` is out of range"
        ),
        (
            #"{"id":1,"decision":0,"operation":"compareFaces","arguments":{"threshold":1,"qualityFilter":"auto"}}"#,
            2,
            "/arguments/qualityFilter: unknown word `auto`"
        ),
    ])
    func malformedRequestsAreRefusedWithTheirPlace(header: String, parts: Int, says: String) throws {
        let object = try #require(try JSONValue.parse([UInt8](header.utf8)).object)
        let frame = Frame(header: object, parts: [[UInt8]](repeating: [1], count: parts))
        let error = #expect(throws: FrameError.self) { try CoreRequest(frame: frame) }
        #expect(error?.code == .message)
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("matches", #"{"matches":[],"comparisons":0,"x":1}"#, "unknown member `x`"),
        ("matches", #"{"matches":[{}],"comparisons":0}"#, "/matches/0: the member `similarity` is missing"),
        (
            "matches", #"{"matches":[{"similarity":100000001}],"comparisons":0}"#,
            "/matches/0/similarity: `100000001`"
        ),
        ("matches", #"{"matches":[],"comparisons":0"#, "the text ends before `}`"),
        ("matches", "[]", "an object was expected"),
        ("guess", "{}", "/result: unknown kind of result `guess`"),
        (
            "faces",
            #"{"faces":[{"faceID":"../etc/passwd","imageID":"x","box":{},"confidence":1}]}"#,
            "/faces/0/faceID: a UUID in lower case"
        ),
        (
            "facesDetected",
            #"{"faces":[{"box":{"left":0,"top":0,"width":-1,"height":1},"confidence":1,"landmarks":[]}]}"#,
            "/faces/0/box/width: `-1` is out of range"
        ),
        (
            "facesDetected",
            #"{"faces":[{"box":{"left":0,"top":0,"width":1,"height":1},"confidence":1,"landmarks":[{"kind":"nose","x":1,"y":1},{"kind":"nose","x":1,"y":1}]}]}"#,
            "/faces/0/landmarks: a kind of landmark occurs twice"
        ),
    ])
    func malformedResultsAreRefusedWithTheirPlace(kind: String, text: String, says: String) {
        let header: JSONObject = [
            "id": 1, "model": ["core": "c", "name": "n", "version": "v"], "warnings": [],
            "result": .string(ExactString(kind)),
        ]
        let error = #expect(throws: FrameError.self) {
            try CoreReply(frame: Frame(header: header, parts: [[UInt8](text.utf8)]))
        }
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }

    @Test func aReplyThatBothFailsAndSucceedsIsRefused() {
        let header: JSONObject = [
            "id": 1, "model": ["core": "c", "name": "n", "version": "v"], "warnings": [],
            "result": "collectionDeleted",
            "failure": ["code": "noFace", "message": "m", "beforeMatching": true],
        ]
        #expect(throws: FrameError.self) { try CoreReply(frame: Frame(header: header)) }
        #expect(throws: FrameError.self) {
            try CoreReply(frame: Frame(header: header, parts: [[0x7b, 0x7d]]))
        }
    }

    /// The frame as it arrives on the other side.
    private func over(_ frame: Frame) throws -> Frame {
        var codec = FrameCodec()
        codec.feed(try frame.encoded())
        let arrived = try codec.next()
        return try #require(arrived)
    }
}
