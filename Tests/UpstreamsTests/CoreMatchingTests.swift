import CoreProtocol
import StrictJSON
import Support
import Testing

/// The whole core on real photographs: under its lockdown, over its socket.
@Suite(
    .serialized,
    .ownThread,
    .enabled(if: Programs.isCoreBuilt, "abeyance-core is not built"),
    .enabled(if: Programs.model != nil, "the model is not installed"),
    .enabled(if: SharedData.isPresent("photos/examples"), "shared data absent")
)
struct CoreMatchingTests {
    private let personA = try? SharedData.bytes("photos/examples/obama.jpg")
    private let personB = try? SharedData.bytes("photos/examples/biden.jpg")
    private let anotherOfA = try? SharedData.bytes("photos/examples/obama2.jpg")

    private func start(_ folder: String) throws -> CoreUnderTest {
        try CoreUnderTest(["--state", folder, "--model", #require(Programs.model)])
    }

    private func enrol(_ core: CoreUnderTest, _ image: [UInt8]?, as name: ExactString) throws -> IndexedFaces
    {
        let operation = CoreOperation.indexFaces(
            collection: "people",
            image: try #require(image),
            externalImageID: name,
            maxFaces: 1,
            qualityFilter: .auto
        )
        guard case .facesIndexed(let faces) = try core.result(operation) else { throw Unexpected() }
        return faces
    }

    private func search(
        _ core: CoreUnderTest,
        _ image: [UInt8]?,
        threshold: Int64,
        most: Int = 10
    ) throws -> SearchResult {
        let operation = CoreOperation.searchFacesByImage(
            collection: "people",
            image: try #require(image),
            threshold: threshold * 1_000_000,
            maxFaces: most,
            qualityFilter: .none
        )
        guard case .matches(let result) = try core.result(operation) else { throw Unexpected() }
        return result
    }

    @Test func `another photograph of A finds A and not B, before and after a restart`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var core = try start(folder)
            guard case .health(let health) = try core.result(.health) else { throw Unexpected() }
            #expect(health.isReady)
            _ = try core.result(.createCollection(id: "people"))
            let (a, b) = (try enrol(core, personA, as: "A"), try enrol(core, personB, as: "B"))
            #expect(a.records.count == 1 && b.records.count == 1)
            let found = try search(core, anotherOfA, threshold: 95)
            #expect(found.matches.map(\.face.externalImageID) == ["A"])
            #expect(found.comparisons == 2 && found.searched != nil)
            let match = try #require(found.matches.first)
            #expect(match.face.faceID == a.records[0].face.faceID)
            #expect((950_000...990_000).contains(match.cosine) && match.similarity >= 95_000_000)
            #expect(match.statistics?.comparisons == 2)
            // Every face is at or above 0, and the order is by similarity.
            let all = try search(core, anotherOfA, threshold: 0)
            #expect(all.matches.map(\.face.externalImageID) == ["A", "B"])
            #expect(try search(core, anotherOfA, threshold: 0, most: 1).matches.count == 1)
            #expect(try search(core, anotherOfA, threshold: 99).matches.isEmpty)
            #expect(core.end().status == 0)

            core = try start(folder)
            #expect(try search(core, anotherOfA, threshold: 0) == all)
            let byFace = CoreOperation.searchFaces(
                collection: "people",
                faceID: match.face.faceID,
                threshold: 0,
                maxFaces: 5
            )
            guard case .matches(let others) = try core.result(byFace) else { throw Unexpected() }
            #expect(others.matches.map(\.face.externalImageID) == ["B"])
            let deletion = CoreOperation.deleteFaces(collection: "people", faceIDs: [match.face.faceID])
            let gone = DeletedFaces(deleted: [match.face.faceID], notFound: [])
            #expect(try core.result(deletion) == .facesDeleted(gone))
            #expect(try search(core, anotherOfA, threshold: 0).matches.map(\.face.externalImageID) == ["B"])
            #expect(core.end().status == 0)
        }
    }

    @Test func `two pictures of A resemble each other, and A and B do not`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let core = try start(folder)
            let (a, b) = (try #require(personA), try #require(personB))
            func compare(_ target: [UInt8]) throws -> Comparison {
                let operation = CoreOperation.compareFaces(
                    source: try #require(anotherOfA),
                    target: target,
                    threshold: 80_000_000,
                    qualityFilter: .none
                )
                guard case .comparison(let comparison) = try core.result(operation) else {
                    throw Unexpected()
                }
                return comparison
            }
            let same = try compare(a)
            #expect(same.matches.count == 1 && same.unmatched.isEmpty)
            let different = try compare(b)
            #expect(different.matches.isEmpty && different.unmatched.count == 1)
            #expect(core.end().status == 0)
        }
    }

    @Test func `a picture without a face fails before anything is matched`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let core = try start(folder)
            _ = try core.result(.createCollection(id: "people"))
            let blank = Self.blackSquare
            let operation = CoreOperation.searchFacesByImage(
                collection: "people",
                image: blank,
                threshold: 0,
                maxFaces: 1,
                qualityFilter: .none
            )
            let failure = try core.failure(operation)
            #expect(failure?.code == .noFace && failure?.beforeMatching == true)
            #expect(try core.result(.detectFaces(image: blank)) == .facesDetected([]))
            #expect(core.end().status == 0)
        }
    }

    @Test(arguments: [
        ("h_bitflips", CoreFailure.Code.imageFormat), ("h_bomb_dims_base", .imageTooLarge),
        ("h_cmyk", .imageFormat),
        ("h_empty", .imageFormat), ("h_scan_bomb", .imageTooLarge), ("h_zero_h", .imageTooSmall),
    ])
    func `a hostile picture is refused by name and the next request is answered`(
        name: String,
        code: CoreFailure.Code
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let core = try start(folder)
            _ = try core.result(.createCollection(id: "people"))
            let operation = CoreOperation.indexFaces(
                collection: "people",
                image: try SharedData.bytes("jpeg/hostile/\(name).jpg"),
                externalImageID: nil,
                maxFaces: nil,
                qualityFilter: .none
            )
            let failure = try core.failure(operation)
            #expect(failure?.code == code && failure?.beforeMatching == true)
            #expect(try enrol(core, personA, as: "A").records.count == 1)
            #expect(core.end().status == 0)
        }
    }

    @Test func `a damaged probe is searched with, and the reply says that it was damaged`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let core = try start(folder)
            let whole = try #require(personA)
            let reply = try core.ask(.detectFaces(image: Array(whole[..<(whole.count * 9 / 10)])))
            #expect(reply.warnings == ["image: Premature end of JPEG file"])
            guard case .success(.facesDetected(let faces)) = reply.result else { throw Unexpected() }
            #expect(faces.count == 1)
            #expect(core.end().status == 0)
        }
    }

    private struct Unexpected: Error {}

    /// A black PNG of 96 x 96 pixels.
    private static let blackSquare: [UInt8] = [
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
        0x00, 0x00, 0x00, 0x60, 0x00, 0x00, 0x00, 0x60, 0x08, 0x00, 0x00, 0x00, 0x00, 0xc7, 0xf3, 0x28,
        0xe4, 0x00, 0x00, 0x00, 0x20, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0xed, 0xc1, 0x81, 0x00, 0x00,
        0x00, 0x00, 0xc3, 0xa0, 0xf9, 0x53, 0x5f, 0xe0, 0x08, 0x55, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x7c, 0x03, 0x24, 0x60, 0x00, 0x01, 0x7c, 0xec, 0x86, 0xc6, 0x00, 0x00, 0x00,
        0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ]
}
