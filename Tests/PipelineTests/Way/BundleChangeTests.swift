import CoreProtocol
import Decisions
import Pipeline
import StrictJSON
import Testing

/// Another policy set comes into force between deciding and recording.
@Suite struct BundleChangeTests {
    let old: House
    let new: House

    init() throws {
        old = try House()
        new = try House(
            court: old.court,
            adding: """
                @id("closed")
                @reason("collection_forbidden")
                @notice("the register of missing children is closed")
                @source("a test")
                forbid (principal, action, resource == Collection::"missing-children");
                """,
            version: 2
        )
    }

    @Test func theRequestIsDecidedAgainUnderTheNewSet() throws {
        let request = Call.charitySearch()
        var way = old.way(request)
        let first = try way.begin().draft()
        #expect(first.requiredBundle == old.judge.engine.bundle.digest)

        let digest = new.judge.engine.bundle.digest
        try way.recorded(.failure(.bundleNotInForce(current: digest))).again()
        let second = try way.beginAgain(new.judge.describe(request)).draft()
        #expect(second.requiredBundle == digest)
        #expect(second.body["generation"] == 2)
        #expect(second.body["ruling"]?["reasons"] == ["collection_forbidden"])

        let answer = try way.recorded(Log.taken(second, at: 9)).answer()
        #expect(try answer.message.contains("the register of missing children is closed"))
    }

    @Test func aRefusalIsDecidedAgainToo() throws {
        let request = Call.charitySearch()
        var way = new.way(request)
        _ = try way.begin().draft()
        let digest = old.judge.engine.bundle.digest
        try way.recorded(.failure(.bundleNotInForce(current: digest))).again()
        let second = try way.beginAgain(old.judge.describe(request)).draft()
        #expect(second.body["ruling"]?["decision"] == "allow")
        #expect(try way.recorded(Log.taken(second, at: 9)).order().decision == 9)
    }

    @Test func itIsDecidedAgainOnceAndThenRefused() throws {
        let request = Call.charitySearch()
        var way = old.way(request)
        _ = try way.begin().draft()
        let refusal = AppendRefusal.bundleNotInForce(current: new.judge.engine.bundle.digest)
        try way.recorded(.failure(refusal)).again()
        _ = try way.beginAgain(old.judge.describe(request)).draft()
        let answer = try way.recorded(.failure(refusal)).answer()
        #expect(answer.status == 500)
        #expect(try answer.message == "refused (bundle_invalid): the decision could not be recorded")
    }

    @Test func whomTheNewSetRegistersDifferentlyIsDecidedAsTheNewSetHasIt() throws {
        let renamed = House.organisation("metro-police", [.policeLocal], subject: "urn:agency:ori:ANOTHER")
        let changed = try House(
            court: old.court,
            version: 2,
            organisations: [renamed, House.charity, House.intermediary]
        )
        let request = Call.policeSearch(warrant: try old.court.warrant())
        var way = old.way(request)
        let first = try way.begin().draft()
        #expect(first.body["ruling"]?["decision"] == "allow")
        try way.recorded(.failure(.bundleNotInForce(current: changed.judge.engine.bundle.digest))).again()
        let second = try way.beginAgain(changed.judge.describe(request)).draft()
        #expect(second.body["ruling"]?["reasons"] == ["warrant_binding_mismatch"])
        #expect(second.warrantUse == nil)
    }

    @Test func aCertificateThatTheNewSetGivesToNobodyOrToAnotherIsUnknown() throws {
        for owner in [nil, House.charity] as [Organisation?] {
            let changed = try House(court: old.court, version: 2, identify: { _ in owner })
            let request = Call.policeSearch(warrant: try old.court.warrant())
            var way = old.way(request)
            _ = try way.begin().draft()
            try way.recorded(.failure(.bundleNotInForce(current: changed.judge.engine.bundle.digest))).again()
            let second = try way.beginAgain(changed.judge.describe(request)).draft()
            #expect(second.body["ruling"]?["reasons"] == ["unknown_client"])
            #expect(second.body["facts"]?["organisation"] == "metro-police")
            #expect(second.warrantUse == nil)
            let answer = try way.recorded(Log.taken(second, at: 9)).answer()
            #expect(try answer.message.hasPrefix("unknown_client: the policy set in force"))
        }
    }

    @Test func aUseIsStillCountedByTheSecondDecision() throws {
        let request = Call.policeSearch(warrant: try old.court.warrant())
        var way = old.way(request)
        let first = try way.begin().draft()
        let digest = new.judge.engine.bundle.digest
        try way.recorded(.failure(.bundleNotInForce(current: digest))).again()
        let second = try way.beginAgain(new.judge.describe(request)).draft()
        #expect(second.warrantUse == first.warrantUse)
        let third = try way.recorded(.failure(.usesExhausted)).draft()
        #expect(third.body["ruling"]?["reasons"] == ["warrant_uses_exhausted"])
        #expect(third.requiredBundle == digest)
    }
}
