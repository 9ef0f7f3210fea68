import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import Testing

@Suite("The demonstration's registry")
struct DemonstrationRegistryTests {
    @Test("it makes a bundle that can decide, with every member and with none")
    func bundles() throws {
        let full = try DemonstrationBundle.bundle()
        #expect(full.registry == DemonstrationBundle.registry().registry)
        #expect(full.about.isDemonstration)
        _ = try Engine(full)
        let bare = try DemonstrationBundle.bundle(DemonstrationBundle.registry(pins: [:]))
        _ = try Engine(bare)
        #expect(bare.registry.organisations.map(\.name) == [DemonstrationRegistry.policeName])
        #expect(bare.digest != full.digest)
    }

    @Test("its NGO searches missing children at 95, and its police are refused without a warrant")
    func story() throws {
        let engine = try Engine(DemonstrationBundle.bundle())
        let search = try #require(OperationCatalogue.operation(named: "SearchFacesByImage"))
        var facts = RequestFacts(
            now: Timestamp(seconds: 1_800_000_000),
            organisation: "icmec",
            certificate: DemonstrationBundle.authority,
            operation: search,
            collection: DemonstrationRegistry.missingChildren,
            purpose: .missingChild,
            imageSource: .phone,
            similarityThreshold: 950_000
        )
        #expect(engine.ruling(on: facts).isAllowed)
        facts.organisation = DemonstrationRegistry.policeName
        facts.collection = DemonstrationRegistry.mugshots
        facts.similarityThreshold = 990_000
        #expect(engine.ruling(on: facts).clientReasons == [.moratoriumPolice])
    }
}
