import Cryptography
import Decisions
import StrictJSON
import Support
import Testing

@Suite("The working set police-moratorium")
struct WorkingSetTests {
    @Test(
        "police matching without a warrant is forbidden by the moratorium, with its rule, clause and remedy"
    )
    func moratorium() throws {
        let ruling = try WorkingSet.engine().ruling(on: WorkingSet.search(by: "metro-police", in: "mugshots"))
        #expect(!ruling.isAllowed)
        #expect(ruling.recorded.determining == ["moratorium-police"])
        #expect(ruling.recorded.reasons == [.moratoriumPolice])
        #expect(ruling.clientReasons == [.moratoriumPolice])
        let explanation = try #require(ruling.explanation)
        let rule = try #require(explanation.rules.first)
        #expect(rule.clause == "unless { context has warrant }")
        #expect(rule.place.hasPrefix("police-moratorium.cedar:"))
        #expect(rule.source.value.contains("our own rule, not Amazon's"))
        #expect(explanation.remedies == [Remedy(needs: [.warrant])])
        #expect(explanation.message.contains("until further notice"))
    }

    @Test("a verified warrant at 99 lifts the moratorium for the department's own collection")
    func warrantAt99() throws {
        let facts = try WorkingSet.search(by: "metro-police", in: "mugshots", warrant: WorkingSet.warrant)
        let ruling = try WorkingSet.engine().ruling(on: facts)
        #expect(ruling.isAllowed)
        #expect(ruling.recorded.determining == ["police-own-collection-under-warrant"])
        #expect(ruling.recorded.reasons.isEmpty)
        #expect(ruling.explanation == nil)
    }

    @Test(
        "under a warrant a threshold below 99 is refused, and the number to send is named",
        arguments: [0, 800_000, 989_999] as [Int64]
    )
    func warrantBelowFloor(threshold: Int64) throws {
        let facts = try WorkingSet.search(
            by: "metro-police",
            in: "mugshots",
            threshold: threshold,
            warrant: WorkingSet.warrant
        )
        let ruling = try WorkingSet.engine().ruling(on: facts)
        #expect(ruling.recorded.reasons == [.thresholdBelowFloor])
        #expect(ruling.explanation?.remedies == [Remedy(needs: [.threshold(990_000)])])
        #expect(ruling.explanation?.message.contains("at least 99") == true)
    }

    @Test("without a warrant and below 99 both halves are named, and the remedy is both together")
    func neither() throws {
        let facts = try WorkingSet.search(by: "metro-police", in: "mugshots", threshold: 800_000)
        let ruling = try WorkingSet.engine().ruling(on: facts)
        #expect(ruling.recorded.reasons == [.moratoriumPolice, .thresholdBelowFloor])
        #expect(ruling.explanation?.remedies == [Remedy(needs: [.warrant, .threshold(990_000)])])
    }

    @Test("immigration is police")
    func immigration() throws {
        let facts = try WorkingSet.search(by: "border", in: "mugshots")
        #expect(try WorkingSet.engine().ruling(on: facts).recorded.reasons.contains(.moratoriumPolice))
    }

    @Test(
        "each named organisation may search for its purposes, and for no other",
        arguments: [
            ("icmec", "missing-children", [.missingChild, .childExploitation]),
            ("thorn", "trafficking", [.traffickingVictim, .childExploitation]),
            ("marinus-analytics", "trafficking", [.traffickingVictim]),
        ] as [(ExactString, ExactString, [Purpose])]
    )
    func exemptOrganisations(name: ExactString, collection: ExactString, purposes: [Purpose]) throws {
        let engine = try WorkingSet.engine()
        for purpose in Purpose.allCases {
            let facts = try WorkingSet.search(by: name, in: collection, purpose: purpose, threshold: 950_000)
            #expect(engine.ruling(on: facts).isAllowed == purposes.contains(purpose), "\(name) \(purpose)")
        }
    }

    @Test("an organisation of the same class that is not named is not exempt")
    func notNamed() throws {
        let facts = try WorkingSet.search(by: "other-charity", in: "missing-children", purpose: .missingChild)
        let ruling = try WorkingSet.engine().ruling(on: facts)
        #expect(!ruling.isAllowed)
        #expect(ruling.recorded.reasons == [.defaultDeny])
        #expect(ruling.clientReasons == [.collectionForbidden])
    }

    @Test(
        "faces from body-worn and in-car cameras, and from unknown sources, need a warrant whoever asks",
        arguments: [.bodyWornCamera, .inCarCamera, .unknown, nil] as [ImageSource?]
    )
    func bodyCamera(source: ImageSource?) throws {
        let facts = try WorkingSet.search(
            by: "icmec",
            in: "missing-children",
            purpose: .missingChild,
            source: source
        )
        let engine = try WorkingSet.engine()
        let ruling = engine.ruling(on: facts)
        #expect(ruling.recorded.reasons == [.warrantRequired])
        #expect(ruling.explanation?.rules.first?.clause == "unless { context has warrant }")
        var warranted = facts
        warranted.warrant = WorkingSet.warrant
        #expect(engine.ruling(on: warranted).isAllowed)
    }

    @Test("police without a stated source count as using a body-worn camera, and the entry says so")
    func policeUnknownSource() throws {
        let facts = try WorkingSet.search(by: "metro-police", in: "mugshots", source: nil)
        let ruling = try WorkingSet.engine().ruling(on: facts)
        #expect(ruling.context?["imageSource"] == "body_worn_camera")
        #expect(ruling.facts.imageSource == nil)
        #expect(ruling.recorded.reasons == [.warrantRequired, .moratoriumPolice])
    }

    @Test(
        "owners create, fill, list, describe and empty their own collections and nobody else's",
        arguments: [
            "CreateCollection", "DeleteCollection", "DescribeCollection", "IndexFaces", "ListFaces",
            "DeleteFaces",
        ] as [ExactString]
    )
    func owners(operation: ExactString) throws {
        let engine = try WorkingSet.engine()
        var facts = try WorkingSet.search(by: "metro-police", in: "mugshots", purpose: nil, source: .booking)
        facts.operation = try WorkingSet.operation(operation)
        facts.similarityThreshold = nil
        #expect(engine.ruling(on: facts).isAllowed)
        facts.collection = "case-17"
        #expect(engine.ruling(on: facts).isAllowed)
        facts.collection = "missing-children"
        #expect(!engine.ruling(on: facts).isAllowed)
    }

    @Test("nobody searches faces as people pass, not even under a warrant")
    func live() throws {
        let engine = try WorkingSet.engine()
        for name in ["CreateStreamProcessor", "StartStreamProcessor"] as [ExactString] {
            var facts = try WorkingSet.search(by: "thorn", in: "trafficking", warrant: WorkingSet.warrant)
            facts.operation = try WorkingSet.operation(name)
            facts.collection = nil
            #expect(engine.ruling(on: facts).recorded.reasons.contains(.liveProhibited))
        }
        var facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        facts.mode = .live
        #expect(engine.ruling(on: facts).recorded.reasons == [.liveProhibited])
    }

    @Test(
        "faces of a live stream are live, whoever asks and under a warrant that names the source",
        arguments: [WarrantEvidence.absent, WorkingSet.warrant]
    )
    func liveStream(warrant: WarrantEvidence) throws {
        let engine = try WorkingSet.engine()
        for (name, collection) in [("icmec", "missing-children"), ("metro-police", "mugshots")] {
            var facts = try WorkingSet.search(
                by: ExactString(name),
                in: ExactString(collection),
                purpose: .missingChild,
                warrant: warrant
            )
            #expect(!engine.ruling(on: facts).recorded.reasons.contains(.liveProhibited))
            facts.imageSource = .liveStream
            let ruling = engine.ruling(on: facts)
            #expect(ruling.recorded.determining.contains("live-mode-prohibited"), "\(name)")
            #expect(ruling.recorded.reasons.contains(.liveProhibited))
            #expect(ruling.context?["mode"] == "live")
            #expect(ruling.facts.mode == .retrospective)
        }
    }

    @Test("enrolling is not matching: a live stream does not make it live")
    func liveStreamEnrolled() throws {
        var facts = try WorkingSet.search(by: "icmec", in: "missing-children", source: .liveStream)
        facts.operation = try WorkingSet.operation("IndexFaces")
        #expect(try WorkingSet.engine().ruling(on: facts).context?["mode"] == "retrospective")
    }

    @Test("police enrol booking photographs and nothing else, also when somebody else sends them")
    func policeEnrol() throws {
        let engine = try WorkingSet.engine()
        for source in ImageSource.allCases.map(Optional.some) + [nil] {
            var facts = try WorkingSet.search(by: "metro-police", in: "mugshots", source: source)
            facts.operation = try WorkingSet.operation("IndexFaces")
            facts.similarityThreshold = nil
            let ruling = engine.ruling(on: facts)
            #expect(ruling.isAllowed == (source == .booking))
            guard source != .booking else { continue }
            #expect(ruling.recorded.determining == ["police-enrol-bookings-only"])
            #expect(ruling.recorded.reasons == [.collectionForbidden])
            #expect(ruling.explanation?.rules.first?.source.value.contains("our own rule") == true)
            facts.organisation = "icmec"
            facts.onBehalfOf = "metro-police"
            #expect(engine.ruling(on: facts).recorded.determining == ["police-enrol-bookings-only"])
        }
    }

    @Test("strict amazon-2021 refuses police matching in spite of a warrant at 99, and offers no remedy")
    func amazon2021() throws {
        let facts = try WorkingSet.search(by: "metro-police", in: "mugshots", warrant: WorkingSet.warrant)
        let ruling = try WorkingSet.engine(library: ["amazon-2021"]).ruling(on: facts)
        #expect(!ruling.isAllowed)
        #expect(ruling.recorded.determining == ["amazon-2021"])
        #expect(ruling.explanation?.remedies.isEmpty == true)
        #expect(ruling.explanation?.message.contains("until further notice") == true)
    }

    @Test("amazon-2020 binds from 10 June 2020 until 10 June 2021, and names that date as the remedy")
    func amazon2020() throws {
        let engine = try WorkingSet.engine(library: ["amazon-2020"])
        let end = try #require(Timestamp(rfc3339: "2021-06-10T00:00:00Z"))
        let cases: [(Timestamp, Bool)] = [
            (try #require(Timestamp(rfc3339: "2020-06-09T23:59:59.999999Z")), true),
            (try #require(Timestamp(rfc3339: "2020-06-10T00:00:00Z")), false),
            (end.adding(microseconds: -1), false), (end, true),
        ]
        for (now, isAllowed) in cases {
            var facts = try WorkingSet.search(by: "metro-police", in: "mugshots", warrant: WorkingSet.warrant)
            facts.now = now
            let ruling = engine.ruling(on: facts)
            #expect(ruling.isAllowed == isAllowed, "\(now)")
            if !isAllowed {
                #expect(ruling.explanation?.remedies == [Remedy(needs: [.date(end)])])
                #expect(ruling.explanation?.message.contains("until 2021-06-10") == true)
            }
        }
    }

    @Test("amazon-2020 touches nobody but police")
    func amazonExempt() throws {
        let facts = try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild)
        #expect(try WorkingSet.engine(library: ["amazon-2020", "amazon-2021"]).ruling(on: facts).isAllowed)
    }
}
