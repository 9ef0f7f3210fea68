import CoreProtocol
import FaceMatching
import StrictJSON
import Support
import Testing

@Suite struct CollectionConcurrencyTests {
    private let model = FaceModel(name: "test", version: "1")

    @Test func `searches during enrolment and deletion see whole pictures, and the end is what was left`()
        async throws
    {
        try await TestFiles.withTemporaryFolder { folder in
            let store = try CollectionStore(path: "\(folder)/collections.sqlite")
            let name = try #require(CollectionName("people"))
            _ = try store.create(name, model: model, now: 0)
            var source = SampleTemplates(seed: 11)
            let probe = source.template()
            // Each picture has three faces, all of them the probe's own: a search sees a multiple of three.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask { [model] in
                        for round in 0..<10 {
                            let faces = (0..<3).map { _ in (face("\(writer)-\(round)"), probe) }
                            try store.enrol(faces, in: name, model: model)
                            guard round % 2 == 1 else { continue }
                            let gone = try store.deleteFaces(faces.map(\.0.faceID), in: name)
                            #expect(gone.count == 3)
                        }
                    }
                }
                for _ in 0..<3 {
                    group.addTask { [model] in
                        for _ in 0..<40 {
                            let found = try store.search(
                                name,
                                probe: probe,
                                model: model,
                                most: 500,
                                floor: 0.5
                            )
                            #expect(found.size % 3 == 0)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(store.faceCount == 4 * 5 * 3)
            let left = try store.search(name, probe: probe, model: model, most: 500, floor: 0.5).candidates
            #expect(Set(left.map(\.face.faceID)).count == 60)
            #expect(try store.faces(in: name, after: nil, limit: 500).count == 60)
        }
    }
}

private func face(_ external: String) -> StoredFace {
    StoredFace(
        faceID: ExactString(RandomIdentifier.make()),
        imageID: ExactString(RandomIdentifier.make()),
        externalImageID: ExactString(external),
        box: BoundingBox(left: 0, top: 0, width: 1, height: 1),
        confidence: 1
    )
}
