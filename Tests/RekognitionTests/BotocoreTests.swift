import CoreProtocol
import Decisions
import Foundation
import Rekognition
import StrictJSON
import Testing

/// What the client that organisations really use makes of our answers, and what we make of its requests.
@Suite(.enabled(if: Botocore.isPresent, "python3 with botocore absent"))
struct BotocoreTests {
    @Test func everyServedAnswerIsReadByBotocoreAndNothingInItIsUnknownToTheModel() throws {
        let cases: [(ExactString, String, CoreResult)] = [
            (
                "CreateCollection", #"{"CollectionId":"c"}"#,
                .collectionCreated(summary)
            ),
            ("DeleteCollection", #"{"CollectionId":"c"}"#, .collectionDeleted),
            ("DescribeCollection", #"{"CollectionId":"c"}"#, .collection(summary)),
            ("ListCollections", #"{"MaxResults":1}"#, .collections([summary, other])),
            (
                "ListFaces", #"{"CollectionId":"c","MaxResults":1}"#,
                .faces(FacePage(faces: [Fixtures.stored(Fixtures.id)], next: Fixtures.id))
            ),
            (
                "DeleteFaces",
                "{\"CollectionId\":\"c\",\"FaceIds\":[\"\(Fixtures.id)\",\"\(Fixtures.otherID)\"]}",
                .facesDeleted(DeletedFaces(deleted: [Fixtures.id], notFound: [Fixtures.otherID]))
            ),
            ("SearchFaces", "{\"CollectionId\":\"c\",\"FaceId\":\"\(Fixtures.id)\"}", matches),
            ("SearchFacesByImage", "{\"CollectionId\":\"c\",\(Fixtures.image)}", matches),
            (
                "IndexFaces", "{\"CollectionId\":\"c\",\(Fixtures.image)}",
                .facesIndexed(
                    IndexedFaces(
                        records: [
                            IndexedFaces.Record(face: Fixtures.stored(Fixtures.id), detail: Fixtures.face)
                        ],
                        unindexed: [
                            IndexedFaces.Unindexed(reasons: UnindexedReason.allCases, detail: Fixtures.face)
                        ]
                    )
                )
            ),
            ("DetectFaces", "{\(Fixtures.image)}", .facesDetected([Fixtures.face, Fixtures.face])),
            (
                "CompareFaces",
                "{\"SourceImage\":{\"Bytes\":\"/9j/\"},\"TargetImage\":{\"Bytes\":\"/9j/\"}}",
                .comparison(
                    Comparison(
                        source: Fixtures.face,
                        matches: [ComparedFace(similarity: 99_123_456, cosine: 1, face: Fixtures.face)],
                        unmatched: [Fixtures.face]
                    )
                )
            ),
        ]
        #expect(Set(cases.map(\.0)).count == ServedOperation.allCases.count)
        let input = try cases.map { name, body, result in
            let request = try Fixtures.parse(name, body)
            return Self.question(name, try Fixtures.render(request, result).response)
        }
        for (answer, (name, _, _)) in zip(try Botocore.run("parse", .array(input)), cases) {
            #expect(answer["unknown"] == [], "\(name)")
            #expect(answer["status"] == 200)
            #expect(answer["requestID"] == "r-1")
            #expect(answer["back"] == true, "\(name) does not come back as it was sent")
        }
    }

    @Test func everyErrorIsReadByBotocoreWithItsCodeAndMessage() throws {
        let input = RekognitionErrorType.allCases.map { type in
            Self.question(
                "SearchFacesByImage",
                RekognitionError(type, "denied by `x`").response(requestID: "r-1")
            )
        }
        for (answer, type) in zip(try Botocore.run("parse", .array(input)), RekognitionErrorType.allCases) {
            #expect(answer["code"]?.string?.value == type.rawValue)
            #expect(answer["message"] == "denied by `x`")
            #expect(answer["status"] == .integer(Int64(type.status)))
        }
    }

    @Test func requestsThatBotocoreWritesAreRead() throws {
        let answers = try Botocore.run("requests", [])
        #expect(answers.count == ServedOperation.allCases.count)
        for answer in answers {
            let operation = try RequestTarget.operation(answer["target"]?.string)
            let body = try #require(answer["body"]?.string)
            let request = try RekognitionRequest.parse(
                operation,
                body: body.bytes,
                client: Fixtures.client,
                pages: Fixtures.pages
            )
            #expect(request.coreOperation != nil)
            if let threshold = request.similarityThreshold { #expect(threshold == 995_000) }
        }
    }

    @Test func theCatalogueIsBotocoresListOfOperations() throws {
        let names = try Botocore.run("operations", []).compactMap(\.string)
        #expect(Set(names) == Set(OperationCatalogue.all.map(\.name)))
    }

    private let summary = CollectionSummary(
        id: "c",
        faceCount: 3,
        created: 1_763_673_600_123_000,
        modelVersion: "1.0"
    )
    private let other = CollectionSummary(id: "d", faceCount: 0, created: 0, modelVersion: "1.0")
    private let matches = CoreResult.matches(
        SearchResult(
            searched: Fixtures.face,
            matches: [Fixtures.match(97_500_000)],
            comparisons: 3,
            statistics: Fixtures.statistics
        )
    )

    private static func question(_ operation: ExactString, _ response: RekognitionResponse) -> JSONValue {
        var fields = JSONObject()
        for field in response.fields {
            fields.append(ExactString(field.name.lowercased()), .string(ExactString(field.value)))
        }
        return [
            "operation": .string(operation), "status": .integer(Int64(response.status)),
            "headers": .object(fields),
            "body": .string(ExactString(String(decoding: response.body, as: UTF8.self))),
        ]
    }
}

/// Runs botocore's own parser and serialiser, without any network.
private enum Botocore {
    static let isPresent = (try? run("operations", []).count) == 75

    static func run(_ command: String, _ input: JSONValue) throws -> [JSONValue] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let python = ProcessInfo.processInfo.environment["ABEYANCE_PYTHON"] ?? "python3"
        process.arguments = [python, "-c", script, command]
        let (toChild, fromChild) = (Pipe(), Pipe())
        process.standardInput = toChild
        process.standardOutput = fromChild
        process.standardError = FileHandle.nullDevice
        try process.run()
        try toChild.fileHandleForWriting.write(contentsOf: Data(input.serialized()))
        try toChild.fileHandleForWriting.close()
        let output = try fromChild.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
        return try JSONValue.parse([UInt8](output)).array ?? []
    }

    struct Failure: Error {}

    private static let script = #"""
        import sys, json, botocore.session, botocore.parsers, botocore.serialize
        command, given = sys.argv[1], json.load(sys.stdin)
        model = botocore.session.get_session().get_service_model('rekognition')
        parser = botocore.parsers.create_parser('json')
        extra = {'MatchStatistics'}

        def unknown(shape, value, path):
            if value is None: return [path + ' is null']
            if shape.type_name == 'structure':
                found = []
                for name, inner in value.items():
                    if name in extra: continue
                    if name in shape.members: found += unknown(shape.members[name], inner, path + '/' + name)
                    else: found.append(path + '/' + name)
                return found
            if shape.type_name == 'list':
                return [f for v in value for f in unknown(shape.member, v, path + '/*')]
            if getattr(shape, 'enum', None) and value not in shape.enum: return [path + ' ' + value]
            kinds = {'string': str, 'integer': int, 'long': int, 'float': (int, float), 'double': (int, float),
                     'boolean': bool, 'timestamp': (int, float)}
            return [] if isinstance(value, kinds[shape.type_name]) else [path + ' type']

        def same(sent, read, shape):
            if shape.type_name == 'structure':
                return all(n in extra or same(v, read[n], shape.members[n]) for n, v in sent.items())
            if shape.type_name == 'list':
                return len(sent) == len(read) and all(same(a, b, shape.member) for a, b in zip(sent, read))
            if shape.type_name == 'timestamp': return abs(read.timestamp() - sent) < 1e-3
            return sent == read

        def parse(q):
            shape = model.operation_model(q['operation']).output_shape
            body = q['body'].encode()
            r = parser.parse({'status_code': q['status'], 'headers': q['headers'], 'body': body}, shape)
            meta = r['ResponseMetadata']
            out = {'status': meta['HTTPStatusCode'], 'requestID': meta.get('RequestId')}
            if q['status'] >= 300:
                return dict(out, code=r['Error']['Code'], message=r['Error']['Message'])
            sent = json.loads(body)
            return dict(out, unknown=unknown(shape, sent, ''), back=same(sent, r, shape))

        face = '11111111-2222-3333-4444-55555555abcd'
        image = {'Bytes': b'\xff\xd8\xff\xe0' + bytes(1000)}
        wanted = {
            'CreateCollection': {'CollectionId': 'c'}, 'DeleteCollection': {'CollectionId': 'c'},
            'DescribeCollection': {'CollectionId': 'c'}, 'ListCollections': {'MaxResults': 5},
            'ListFaces': {'CollectionId': 'c', 'MaxResults': 5, 'FaceIds': [face]},
            'DeleteFaces': {'CollectionId': 'c', 'FaceIds': [face]},
            'SearchFaces': {'CollectionId': 'c', 'FaceId': face, 'MaxFaces': 5, 'FaceMatchThreshold': 99.5},
            'SearchFacesByImage': {'CollectionId': 'c', 'Image': image, 'FaceMatchThreshold': 99.5,
                                   'MaxFaces': 5, 'QualityFilter': 'AUTO'},
            'IndexFaces': {'CollectionId': 'c', 'Image': image, 'ExternalImageId': 'a:b', 'MaxFaces': 5,
                           'DetectionAttributes': ['DEFAULT'], 'QualityFilter': 'NONE'},
            'DetectFaces': {'Image': image, 'Attributes': ['ALL']},
            'CompareFaces': {'SourceImage': image, 'TargetImage': image, 'SimilarityThreshold': 99.5,
                             'QualityFilter': 'LOW'},
        }

        def request(name):
            s = botocore.serialize.create_serializer('json')
            r = s.serialize_to_request(wanted[name], model.operation_model(name))
            body = r['body'] if isinstance(r['body'], str) else r['body'].decode()
            return {'target': r['headers']['X-Amz-Target'], 'body': body}

        if command == 'parse': out = [parse(q) for q in given]
        elif command == 'requests': out = [request(n) for n in wanted]
        else: out = list(model.operation_names)
        print(json.dumps(out))
        """#
}
