import CoreProtocol
import FaceMatching
import StrictJSON
import Support
import Testing

@Suite struct CoreServiceTests {
    /// Templates whose cosine with `[1, 0, 0 …]` is as given.
    private func template(_ cosine: Double) -> [Float] {
        var numbers = [Float](repeating: 0, count: 128)
        numbers[0] = Float(cosine)
        numbers[1] = Float((1 - cosine * cosine).squareRoot())
        return numbers
    }

    /// A picture full of detail, as a PNG file; its width says which faces the scripted model finds.
    private func picture(_ width: Int) -> [UInt8] {
        var source = SampleTemplates(seed: UInt64(width))
        var image = RGBImage(width: width, height: 220)
        for at in image.pixels.indices { image.pixels[at] = UInt8.random(in: 60...200, using: &source) }
        return SamplePNG(width: width, height: 220, rows: SamplePNG.filteredRows(image)).bytes
    }

    private func withService(
        _ faces: [Int: [ScriptedPipeline.Face]],
        _ body: (CoreService, CollectionStore) throws -> Void
    ) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let store = try CollectionStore(path: "\(folder)/collections.sqlite")
            let service = CoreService(store: store, matcher: .ready(ScriptedPipeline(faces: faces))) {
                1_000_000
            }
            _ = try result(service, .createCollection(id: "people"))
            try body(service, store)
        }
    }

    private func result(_ service: CoreService, _ operation: CoreOperation) throws -> CoreResult {
        try service.answer(CoreRequest(id: 1, decision: 1, operation: operation)).result.get()
    }

    private func failure(_ service: CoreService, _ operation: CoreOperation) -> CoreFailure? {
        guard
            case .failure(let failure) = service.answer(CoreRequest(id: 1, decision: 1, operation: operation))
                .result
        else { return nil }
        return failure
    }

    private func index(_ width: Int, most: Int? = nil, _ filter: QualityFilter = .auto) -> CoreOperation {
        .indexFaces(
            collection: "people",
            image: picture(width),
            externalImageID: "x",
            maxFaces: most,
            qualityFilter: filter
        )
    }

    private func search(
        _ width: Int,
        threshold: Int64 = 0,
        most: Int = 10,
        _ filter: QualityFilter = .none
    ) -> CoreOperation {
        .searchFacesByImage(
            collection: "people",
            image: picture(width),
            threshold: threshold,
            maxFaces: most,
            qualityFilter: filter
        )
    }

    @Test func `the largest faces are enrolled, and each of the others has its reason`() async throws {
        let faces: [ScriptedPipeline.Face] = [
            .init(size: 60, template: template(0.1)), .init(size: 120, template: template(0.2)),
            .init(size: 150, noseOffset: 0.4, template: template(0.3)),
            .init(size: 90, template: template(0.4)),
            .init(size: 30, template: template(0.5)),
            .init(size: 100, confidence: 1, template: template(0.6)),
        ]
        try await withService([200: faces]) { service, store in
            guard case .facesIndexed(let indexed) = try result(service, index(200, most: 2)) else { return }
            let sizes = indexed.records.map { $0.detail.box.width * 200 / 1_000_000 }
            #expect(sizes == [120, 90])
            #expect(indexed.records.allSatisfy { $0.face.externalImageID == "x" })
            #expect(Set(indexed.records.map(\.face.imageID)).count == 1)
            #expect(
                indexed.unindexed.map(\.reasons) == [
                    [.exceedsMaxFaces], [.extremePose], [.lowConfidence], [.smallBoundingBox],
                ]
            )
            #expect(store.faceCount == 2)
            guard case .facesIndexed(let all) = try result(service, index(200, .none)) else { return }
            #expect(all.records.count == 6 && all.unindexed.isEmpty)
        }
    }

    @Test func `a search takes the largest face that passes the filter`() async throws {
        let probe: [ScriptedPipeline.Face] = [
            .init(size: 150, noseOffset: 0.4, template: template(-1)),
            .init(size: 100, template: template(1)),
        ]
        let enrolled: [ScriptedPipeline.Face] = [.init(template: template(0.99))]
        try await withService([200: enrolled, 201: probe]) { service, _ in
            _ = try result(service, index(200))
            guard case .matches(let unfiltered) = try result(service, search(201)) else { return }
            #expect(unfiltered.matches.first.map { $0.cosine < 0 } == true)
            guard case .matches(let filtered) = try result(service, search(201, .medium)) else { return }
            #expect(filtered.matches.first.map { $0.cosine > 980_000 } == true)
            #expect(filtered.searched?.box.width == Int64(497_512))
        }
    }

    @Test func `matches come highest first, none below the threshold, and never more than asked`()
        async throws
    {
        let cosines = [0.97, 0.5, 0.99, 0.951, 0.9509, 0.999]
        let enrolled = cosines.map { ScriptedPipeline.Face(template: template($0)) }
        try await withService([200: enrolled, 201: [.init(template: template(1))]]) { service, _ in
            _ = try result(service, index(200))
            // A cosine of .951 is a similarity of 80.
            guard case .matches(let found) = try result(service, search(201, threshold: 79_999_000)) else {
                return
            }
            #expect(found.matches.map { ($0.cosine + 50) / 100 } == [9990, 9900, 9700, 9510])
            #expect(found.matches.allSatisfy { $0.similarity >= 79_999_000 })
            #expect(found.comparisons == 6 && found.matches.allSatisfy { $0.statistics?.comparisons == 6 })
            let rates = found.matches.compactMap { $0.statistics?.falseMatchRate }
            #expect(rates == rates.sorted() && rates.count == 4)
            guard case .matches(let two) = try result(service, search(201, most: 2)) else { return }
            #expect(two.matches == Array(found.matches.prefix(2)))
        }
    }

    @Test func `a comparison takes the source's largest face and sorts the target's`() async throws {
        let source: [ScriptedPipeline.Face] = [
            .init(size: 80, template: template(-1)), .init(template: template(1)),
        ]
        let target = [0.96, 0.2, 0.98].map { ScriptedPipeline.Face(template: template($0)) }
        try await withService([200: source, 201: target]) { service, _ in
            let operation = CoreOperation.compareFaces(
                source: picture(200),
                target: picture(201),
                threshold: 80_000_000,
                qualityFilter: .none
            )
            guard case .comparison(let comparison) = try result(service, operation) else { return }
            #expect(comparison.matches.map { ($0.cosine + 50) / 100 } == [9800, 9600])
            #expect(comparison.unmatched.count == 1)
            #expect(comparison.source.box.width == 500_000)
        }
    }

    @Test func `no face, and none that is good enough, are failures before matching`() async throws {
        let turned: [ScriptedPipeline.Face] = [.init(noseOffset: 0.5, template: template(1))]
        try await withService([201: turned]) { service, _ in
            let none = failure(service, search(202))
            #expect(none?.code == .noFace && none?.beforeMatching == true)
            #expect(none?.message == "image: no face was found")
            let poor = failure(service, search(201, .high))
            #expect(poor?.message == "image: no face passes the quality filter (EXTREME_POSE)")
            #expect(poor?.code == .noFace && poor?.beforeMatching == true)
            let compare = CoreOperation.compareFaces(
                source: picture(201),
                target: picture(202),
                threshold: 0,
                qualityFilter: .none
            )
            #expect(failure(service, compare)?.message == "target image: no face was found")
        }
    }

    @Test func `a collection that is not there is said before the picture is looked at`() async throws {
        try await withService([:]) { service, _ in
            let image: [UInt8] = [1]
            let search = CoreOperation.searchFacesByImage(
                collection: "nobody",
                image: image,
                threshold: 0,
                maxFaces: 1,
                qualityFilter: .none
            )
            #expect(failure(service, search)?.code == .collectionNotFound)
            let index = CoreOperation.indexFaces(
                collection: "nobody",
                image: image,
                externalImageID: nil,
                maxFaces: nil,
                qualityFilter: .none
            )
            #expect(failure(service, index)?.code == .collectionNotFound)
            #expect(failure(service, .deleteCollection(id: "nobody"))?.code == .collectionNotFound)
            #expect(failure(service, .describeCollection(id: "no body"))?.code == .invalidRequest)
        }
    }

    @Test func `templates of another model are refused, not compared`() async throws {
        let face = ScriptedPipeline.Face(template: template(1))
        try await withService([200: [face]]) { service, store in
            _ = try result(service, index(200))
            var pipeline = ScriptedPipeline(faces: [200: [face]])
            pipeline.model = FaceModel(name: "scripted", version: "2")
            let newer = CoreService(store: store, matcher: .ready(pipeline)) { 0 }
            #expect(failure(newer, search(200))?.code == .otherModel)
            #expect(failure(newer, index(200))?.code == .otherModel)
            guard
                case .faces(let page) = try result(
                    newer,
                    .listFaces(collection: "people", after: nil, limit: 5, faceIDs: [])
                )
            else { return }
            let byFace = CoreOperation.searchFaces(
                collection: "people",
                faceID: page.faces[0].faceID,
                threshold: 0,
                maxFaces: 1
            )
            #expect(failure(newer, byFace)?.code == .otherModel)
        }
    }

    @Test func `pages end where the faces end`() async throws {
        let faces = (0..<5).map { ScriptedPipeline.Face(template: template(Double($0) / 10)) }
        try await withService([200: faces]) { service, _ in
            _ = try result(service, index(200))
            var (after, seen): (ExactString?, [ExactString]) = (nil, [])
            repeat {
                let operation = CoreOperation.listFaces(
                    collection: "people",
                    after: after,
                    limit: 2,
                    faceIDs: []
                )
                guard case .faces(let page) = try result(service, operation) else { return }
                seen += page.faces.map(\.faceID)
                after = page.next
            } while after != nil
            #expect(seen.count == 5 && seen == seen.sorted())
            let chosen = CoreOperation.listFaces(
                collection: "people",
                after: nil,
                limit: 5,
                faceIDs: [seen[3], seen[1], ExactString(RandomIdentifier.make())]
            )
            guard case .faces(let page) = try result(service, chosen) else { return }
            #expect(page.faces.map(\.faceID) == [seen[1], seen[3]] && page.next == nil)
        }
    }

    @Test func `a face in a smooth or dark picture is refused for it`() async throws {
        try await withService([96: [.init(size: 60, template: template(1))]]) { service, _ in
            func reasons(_ image: RGBImage) throws -> [UnindexedReason]? {
                let file = SamplePNG(width: 96, height: 96, rows: SamplePNG.filteredRows(image)).bytes
                let operation = CoreOperation.indexFaces(
                    collection: "people",
                    image: file,
                    externalImageID: nil,
                    maxFaces: nil,
                    qualityFilter: .auto
                )
                guard case .facesIndexed(let indexed) = try result(service, operation) else { return nil }
                return indexed.unindexed.first?.reasons
            }
            var smooth = RGBImage(width: 96, height: 96)
            for y in 0..<96 {
                for x in 0..<96 { smooth[x, y] = (UInt8(80 + x), UInt8(80 + x), UInt8(80 + y)) }
            }
            let ofSmooth = try reasons(smooth)
            #expect(ofSmooth == [.lowSharpness])
            var dark = RGBImage(width: 96, height: 96)
            for at in dark.pixels.indices { dark.pixels[at] = UInt8(at / 3 * 7 % 11) }
            let ofDark = try reasons(dark)
            #expect(ofDark == [.lowBrightness])
        }
    }
}
