import CoreProtocol
import Rekognition
import StrictJSON
import Testing

@Suite struct PageTokenTests {
    @Test func pagesOfCollectionsTogetherAreTheWholeList() throws {
        let names = (0..<25).map { ExactString(String(repeating: "x", count: 250 - $0 % 3) + "\($0)") }
        let long = names.map { CollectionSummary(id: $0, faceCount: 0, created: 0, modelVersion: "1") }
        for size in [1, 7, 25, 100] {
            var found: [ExactString] = []
            var token: ExactString?
            repeat {
                let next = token.map { ",\"NextToken\":\"\($0)\"" } ?? ""
                let request = try Fixtures.parse("ListCollections", "{\"MaxResults\":\(size)\(next)}")
                let (_, body) = try Fixtures.render(request, .collections(long.shuffled()))
                let page = try #require(body["CollectionIds"]?.array).compactMap(\.string)
                #expect(page.count <= size)
                found += page
                token = body["NextToken"]?.string
                #expect((token?.byteCount ?? 1) <= 255)
            } while token != nil
            #expect(found == names.sorted())
        }
    }

    @Test func aPageGoesOnWhenItsLastCollectionIsGone() throws {
        let names =
            (0..<5).map { ExactString(String(repeating: "x", count: 200) + "\($0)") } + ["a", "b", "z"]
        let all = names.map { CollectionSummary(id: $0, faceCount: 0, created: 0, modelVersion: "1") }
        for size in 1..<names.count {
            let first = try Fixtures.render(
                Fixtures.parse("ListCollections", "{\"MaxResults\":\(size)}"),
                .collections(all)
            ).body
            let token = try #require(first["NextToken"]?.string)
            let seen = try #require(first["CollectionIds"]?.array).compactMap(\.string)
            let left = all.filter { $0.id != seen.last }
            let second = try Fixtures.render(
                Fixtures.parse("ListCollections", "{\"NextToken\":\"\(token)\"}"),
                .collections(left)
            ).body
            let rest = try #require(second["CollectionIds"]?.array).compactMap(\.string)
            #expect(Set(seen + rest) == Set(names))
        }
    }

    @Test func aPageOfFacesGoesOnBehindItsLastFace() throws {
        let token = try faceToken()
        let next = try Fixtures.parse("ListFaces", "{\"CollectionId\":\"c\",\"NextToken\":\"\(token)\"}")
        #expect(
            next.coreOperation == .listFaces(collection: "c", after: Fixtures.id, limit: 1000, faceIDs: [])
        )
    }

    @Test func aTokenIsGoodForItsOwnClientCollectionAndOperationOnly() throws {
        let token = try faceToken()
        let body = "{\"CollectionId\":\"c\",\"NextToken\":\"\(token)\"}"
        _ = try Fixtures.parse("ListFaces", body)
        try refused("ListFaces", body, client: "police")
        try refused("ListFaces", "{\"CollectionId\":\"d\",\"NextToken\":\"\(token)\"}")
        try refused("ListCollections", "{\"NextToken\":\"\(token)\"}")
        let operation = try Fixtures.operation("ListFaces")
        let error = #expect(throws: RekognitionError.self) {
            try RekognitionRequest.parse(
                operation,
                body: [UInt8](body.utf8),
                client: Fixtures.client,
                pages: PageTokens(key: [UInt8](repeating: 8, count: 32))
            )
        }
        #expect(error?.type == .invalidPaginationToken)
    }

    @Test func aTokenChangedAnywhereIsRefused() throws {
        let token = try faceToken().bytes
        for index in token.indices {
            var changed = token
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: changed, as: UTF8.self)
            try refused("ListFaces", "{\"CollectionId\":\"c\",\"NextToken\":\"\(text)\"}")
        }
        for text in ["", "A", "AAAA", "!", String(repeating: "A", count: 256)] {
            try refused("ListFaces", "{\"CollectionId\":\"c\",\"NextToken\":\"\(text)\"}")
        }
    }

    private func refused(
        _ operation: ExactString,
        _ body: String,
        client: ExactString = Fixtures.client
    ) throws {
        let error = #expect(throws: RekognitionError.self) {
            try Fixtures.parse(operation, body, client: client)
        }
        #expect(error?.type == .invalidPaginationToken)
    }

    private func faceToken() throws -> ExactString {
        let request = try Fixtures.parse("ListFaces", #"{"CollectionId":"c","MaxResults":1}"#)
        let page = FacePage(faces: [Fixtures.stored(Fixtures.id)], next: Fixtures.id)
        return try #require(try Fixtures.render(request, .faces(page)).body["NextToken"]?.string)
    }
}
