import CoreProtocol
import FaceMatching
import StrictJSON
import Support
import Testing

@Suite struct CollectionStoreTests {
    private let model = FaceModel(name: "test", version: "1")

    private func name(_ text: String) throws -> CollectionName { try #require(CollectionName(text)) }

    private func face(_ external: String? = nil) -> StoredFace {
        StoredFace(
            faceID: ExactString(RandomIdentifier.make()),
            imageID: ExactString(RandomIdentifier.make()),
            externalImageID: external.map { ExactString($0) },
            box: .init(left: -5, top: 10, width: 500_000, height: 1_000_000),
            confidence: 99_123_456
        )
    }

    @Test func `what was enrolled is there after reopening, with the same search result`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var source = SampleTemplates(seed: 1)
            let (mugshots, probe) = (try name("mugshots"), source.template())
            let faces = (0..<50).map { (face("person-\($0)"), source.template()) }
            let before: [FaceCandidate]
            do {
                let store = try CollectionStore(path: "\(folder)/collections.sqlite")
                _ = try store.create(mugshots, model: model, now: 1_763_673_600_000_000)
                try store.enrol(faces, in: mugshots, model: model)
                let found = try store.search(mugshots, probe: probe, model: model, most: 7, floor: -1)
                #expect(found.size == 50 && found.candidates.count == 7)
                before = found.candidates
            }
            let store = try CollectionStore(path: "\(folder)/collections.sqlite")
            let described = try store.describe(mugshots)
            #expect(described.faceCount == 50 && described.created == 1_763_673_600_000_000)
            #expect(described.model == model)
            #expect(
                try store.search(mugshots, probe: probe, model: model, most: 7, floor: -1).candidates
                    == before
            )
            #expect(before.allSatisfy { candidate in faces.contains { $0.0 == candidate.face } })
        }
    }

    @Test func `a deleted face is in no file, and its template neither`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var source = SampleTemplates(seed: 2)
            let store = try CollectionStore(path: "\(folder)/collections.sqlite")
            let mugshots = try name("mugshots")
            _ = try store.create(mugshots, model: model, now: 0)
            let faces = (0..<40).map { (face("external-\($0)"), source.template()) }
            try store.enrol(faces, in: mugshots, model: model)
            let (gone, kept) = (faces[7], faces[8])
            #expect(try filesHold(gone.0.faceID.bytes, folder))
            #expect(try filesHold(stored(gone.1), folder))
            #expect(
                try store.deleteFaces([gone.0.faceID, ExactString(RandomIdentifier.make())], in: mugshots)
                    == [
                        gone.0.faceID
                    ]
            )
            #expect(try !filesHold(gone.0.faceID.bytes, folder))
            #expect(try !filesHold(stored(gone.1), folder))
            #expect(try filesHold(stored(kept.1), folder))
            #expect(
                try store.search(mugshots, probe: gone.1, model: model, most: 1, floor: 0.99).candidates
                    .isEmpty
            )
            try store.delete(mugshots)
            #expect(try !filesHold(stored(kept.1), folder))
            #expect(try !filesHold(kept.0.faceID.bytes, folder))
        }
    }

    @Test func `a second process cannot open the same collections`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let store = try CollectionStore(path: "\(folder)/collections.sqlite")
            _ = try store.create(name("a"), model: model, now: 0)
            let error = #expect(throws: CollectionError.self) {
                try CollectionStore(path: "\(folder)/collections.sqlite")
            }
            #expect(error?.message == "`\(folder)/collections.sqlite` is in use by another abeyance-core")
            #expect(store.list().count == 1)
        }
    }

    @Test func `every refusal has its code and changes nothing`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var limits = CollectionLimits.standard
            limits.maxCollections = 2
            limits.maxFaces = 3
            var source = SampleTemplates(seed: 3)
            let store = try CollectionStore(path: "\(folder)/collections.sqlite", limits: limits)
            let (one, two) = (try name("one"), try name("two"))
            _ = try store.create(one, model: model, now: 0)
            #expect(refusal { _ = try store.create(one, model: model, now: 0) } == .alreadyExists)
            _ = try store.create(two, model: model, now: 0)
            #expect(refusal { _ = try store.create(name("three"), model: model, now: 0) } == .full)
            #expect(refusal { _ = try store.describe(name("ONE")) } == .notFound)
            #expect(refusal { try store.delete(name("three")) } == .notFound)

            let four = (0..<4).map { _ in (face(), source.template()) }
            #expect(refusal { try store.enrol(four, in: one, model: model) } == .full)
            let short = (face(), source.template(64))
            #expect(refusal { try store.enrol([short], in: one, model: model) } == .invalid)
            let long = (face(), source.template().map { $0 * 2 })
            #expect(refusal { try store.enrol([long], in: one, model: model) } == .invalid)
            let broken = (face(), [Float](repeating: .nan, count: 128))
            #expect(refusal { try store.enrol([broken], in: one, model: model) } == .invalid)
            // The second has the first's identifier: the database refuses it, and the first goes with it.
            #expect(refusal { try store.enrol([four[0], four[0]], in: one, model: model) } == .storage)
            #expect(try store.describe(one).faceCount == 0)
            #expect(
                refusal {
                    _ = try store.search(one, faceID: four[0].0.faceID, most: 1, floor: 0)
                } == .faceNotFound
            )
        }
    }

    @Test func `templates of two models are never in one collection, nor compared`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var source = SampleTemplates(seed: 9)
            let store = try CollectionStore(path: "\(folder)/collections.sqlite")
            let one = try name("one")
            _ = try store.create(one, model: FaceModel(name: "none", version: "0"), now: 0)
            // Empty, it takes the model of the first face; then it is bound.
            try store.enrol([(face(), source.template())], in: one, model: model)
            #expect(try store.describe(one).model == model)
            let other = FaceModel(name: "test", version: "2")
            let (more, probe) = ((face(), source.template()), source.template())
            #expect(refusal { try store.enrol([more], in: one, model: other) } == .otherModel)
            #expect(
                refusal {
                    _ = try store.search(one, probe: probe, model: other, most: 1, floor: -1)
                } == .otherModel
            )
            #expect(try store.describe(one).faceCount == 1)
        }
    }

    @Test func `a face that searches does not find itself`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var source = SampleTemplates(seed: 4)
            let store = try CollectionStore(path: "\(folder)/collections.sqlite")
            let one = try name("one")
            _ = try store.create(one, model: model, now: 0)
            let template = source.template()
            let faces = [(face("a"), template), (face("b"), template), (face("c"), source.template())]
            try store.enrol(faces, in: one, model: model)
            let found = try store.search(one, faceID: faces[0].0.faceID, most: 1, floor: 0.9)
            #expect(found.candidates.map(\.face.externalImageID) == ["b"])
            #expect(found.size == 2)
        }
    }

    @Test func `pages list every face once, whatever is deleted between them`() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            var source = SampleTemplates(seed: 5)
            let store = try CollectionStore(path: "\(folder)/collections.sqlite")
            let one = try name("one")
            _ = try store.create(one, model: model, now: 0)
            let faces = (0..<25).map { _ in (face(), source.template()) }
            try store.enrol(faces, in: one, model: model)
            var seen: [ExactString] = []
            while true {
                let page = try store.faces(in: one, after: seen.last, limit: 7)
                if page.isEmpty { break }
                seen += page.map(\.faceID)
                if let last = seen.last { _ = try store.deleteFaces([last], in: one) }
            }
            #expect(seen == faces.map(\.0.faceID).sorted())
        }
    }

    @Test(arguments: ["", "with space", "é", "a/b", "a\0", String(repeating: "a", count: 256)])
    func `a name outside the pattern is none`(text: String) {
        #expect(CollectionName(text) == nil)
    }

    @Test func `identifiers are version 4 UUIDs in lowercase`() {
        #expect(RandomIdentifier.text(high: 0, low: 0) == "00000000-0000-4000-8000-000000000000")
        #expect(RandomIdentifier.text(high: .max, low: .max) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(FaceIdentifier.isValid(ExactString(RandomIdentifier.make())))
    }

    private func refusal(_ body: () throws -> Void) -> CollectionError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? CollectionError)?.code
        }
    }

    private func stored(_ template: [Float]) -> [UInt8] {
        template.flatMap { number in
            [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt32($0)) }
        }
    }

    private func filesHold(_ needle: [UInt8], _ folder: String) throws -> Bool {
        for file in ["collections.sqlite", "collections.sqlite-wal"] {
            let bytes = (try? TestFiles.bytes(atPath: "\(folder)/\(file)")) ?? []
            guard bytes.count >= needle.count else { continue }
            for start in 0...(bytes.count - needle.count) where bytes[start] == needle[0] {
                if bytes[start..<(start + needle.count)].elementsEqual(needle) { return true }
            }
        }
        return false
    }
}
