import CoreProtocol
import Decisions
import Pipeline
import StrictJSON
import Testing

/// How fine the scores are that go to whom.
@Suite struct ReleaseTests {
    /// What the client reads when the core found faces of these similarities.
    private func released(
        _ house: House,
        _ request: IncomingRequest,
        _ found: Result<CoreResult, CoreFailure>
    ) throws -> [String] {
        var way = house.way(request)
        let decision = try way.begin().draft()
        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        let outcome = try way.responded(Core.reply(found, to: order)).draft()
        return try way.recorded(Log.taken(outcome, at: 8)).answer().similarities
    }

    @Test func policeGetWholeNumbersRoundedDownAfterFiltering() throws {
        let house = try House()
        let request = Call.policeSearch(warrant: try house.court.warrant())
        #expect(try released(house, request, Core.matches(99_999_999, 98_700_000)) == ["99"])
    }

    @Test func othersGetWhatTheCoreSaid() throws {
        let found = Core.matches(99_123_456, 98_700_000)
        #expect(try released(House(), Call.charitySearch(), found) == ["99.123456", "98.7"])
    }

    @Test func whoeverActsForPoliceGetsWhatPoliceGet() throws {
        let house = try House(
            adding: """
                @id("intermediary-may-search")
                permit (
                    principal == Organisation::"broker-ltd",
                    action == Action::"SearchFacesByImage",
                    resource == Collection::"mugshots"
                );
                """
        )
        let request = Call.request(
            "SearchFacesByImage",
            by: House.intermediary,
            Call.search("mugshots", threshold: 99),
            fields: [
                ("abeyance-purpose", "identify_suspect"), ("abeyance-image-source", "body_worn_camera"),
                ("abeyance-on-behalf-of", "metro-police"), ("abeyance-warrant", try house.court.warrant()),
            ]
        )
        #expect(try released(house, request, Core.matches(99_999_999)) == ["99"])
    }

    @Test func aListShowsOnlyWhatTheClientMayKnowOf() throws {
        let house = try House()
        var way = house.way(Call.request("ListCollections", by: House.charity, "{}"))
        let decision = try way.begin().draft()
        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        let all = ["mugshots", "missing-children", "nobody-registered-this"].map { name in
            CollectionSummary(id: ExactString(name), faceCount: 1, created: 0, modelVersion: "1")
        }
        let outcome = try way.responded(Core.reply(.success(.collections(all)), to: order)).draft()
        let answer = try way.recorded(Log.taken(outcome, at: 8)).answer()
        #expect(try answer.json["CollectionIds"] == ["missing-children"])
        #expect(outcome.body["released"]?["count"] == 1)
    }
}
