import CoreProtocol
import Cryptography
import Decisions
import Pipeline
import StrictJSON
import Testing

/// Requests that bring a court's warrant.
@Suite struct WarrantWayTests {
    let house: House

    init() throws { house = try House() }

    @Test func aWarrantLiftsTheMoratoriumAndItsUseIsCountedWithTheDecision() throws {
        var way = house.way(Call.policeSearch(warrant: try house.court.warrant(searches: 3)))
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["decision"] == "allow")
        let key = House.digester.warrant(issuer: Court.uri, tokenID: "warrant-0000000001")
        #expect(decision.warrantUse == WarrantUse(key: key, maximum: 3))
        #expect(decision.body["warrantKey"]?.string == ExactString(key.hex))

        let order = try way.recorded(Log.taken(decision, at: 7)).order()
        let outcome = try way.responded(Core.reply(Core.matches(99_400_000), to: order)).draft()
        let answer = try way.recorded(Log.taken(outcome, at: 8)).answer()
        #expect(answer.status == 200)
        #expect(try answer.similarities == ["99"])
    }

    @Test func aPermitWhoseUseWasNotCountedForwardsNothing() throws {
        var way = house.way(Call.policeSearch(warrant: try house.court.warrant()))
        let decision = try way.begin().draft()
        let counted = try Log.receipt(for: decision, at: 7)
        let uncounted = Receipt(
            index: counted.index,
            leafHash: counted.leafHash,
            bodyDigest: counted.bodyDigest,
            checkpoint: counted.checkpoint
        )
        let answer = try way.recorded(.success(uncounted)).answer()
        #expect(answer.status == 500)
    }

    @Test func whoeverLosesTheRaceForTheLastUseIsRefusedByAnEntryOfItsOwn() throws {
        var way = house.way(Call.policeSearch(warrant: try house.court.warrant()))
        let first = try way.begin().draft()
        #expect(first.body["ruling"]?["decision"] == "allow")

        let second = try way.recorded(.failure(.usesExhausted)).draft()
        #expect(second.type == .decision)
        #expect(second.body["ruling"]?["decision"] == "deny")
        #expect(second.body["ruling"]?["reasons"] == ["warrant_uses_exhausted"])
        #expect(second.warrantUse == nil)

        let answer = try way.recorded(Log.taken(second, at: 9)).answer()
        #expect(try answer.type == "AccessDeniedException")
        #expect(try answer.message.hasPrefix("warrant_uses_exhausted: "))
        #expect(try answer.message.hasSuffix("decision 9 of gate.example/log"))
        #expect(house.judge.engine.redecide(try DecisionRecord(second.body)).differences == [])
    }

    @Test func valuesAboutACaseAreCommitmentsInTheEntryAndClearOnlyBesideIt() throws {
        let fields: [Call.Field] = [("abeyance-case", "24-118"), ("abeyance-requester", "Det. B. Example")]
        var way = house.way(Call.policeSearch(warrant: try house.court.warrant(), more: fields))
        let decision = try way.begin().draft()
        let written = String(decoding: try JSONValue.object(decision.body).canonical(), as: UTF8.self)
        for clear in ["24-118", "Det. B. Example", Court.docket.value, "Hon. A. Example", "County Court"] {
            #expect(!written.contains(clear), "\(clear) stands in the entry")
        }
        #expect(decision.personal.contains { $0.name == "case" && $0.value == "24-118" })
        #expect(decision.personal.contains { $0.name == "docket" && $0.value == Court.docket })
        for value in decision.personal {
            let commitment = decision.body["commitments"]?[value.name]?.string
            #expect(commitment == ExactString(value.commitment.hex), "\(value.name)")
        }
        #expect(decision.body["facts"]?["claims"]?["caseNumber"] == true)
        #expect(decision.body["facts"]?["claims"]?["supervisor"] == false)
    }

    /// Each token that fails, and the code that it fails with.
    static let failures: [(name: String, code: String)] = [
        ("another certificate's", "binding_mismatch"), ("expired", "expired"), ("revoked", "revoked"),
        ("no token at all", "malformed_token"), ("empty", "malformed_token"),
        ("of another court", "bad_signature"),
    ]

    @Test(arguments: failures.indices)
    func aTokenThatFailsIsARefusalAndNeverIgnored(index: Int) throws {
        let (name, code) = Self.failures[index]
        let house = name == "revoked" ? try House(court: Court(revoking: [5])) : self.house
        let court = house.court
        let token: ExactString =
            switch name {
            case "another certificate's": try court.warrant(certificate: .of([9]))
            case "expired": try court.warrant(expires: House.noon.adding(seconds: -3_600))
            case "no token at all": "please"
            case "empty": ""
            case "of another court": try Court().warrant()
            default: try court.warrant()
            }
        var way = house.way(Call.policeSearch(warrant: token))
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["reasons"] == [.string(ExactString("warrant_\(code)"))], "\(name)")
        #expect(decision.body["facts"]?["warrant"]?["refused"]?["code"]?.string == ExactString(code))
        #expect(decision.warrantUse == nil)
        let answer = try way.recorded(Log.taken(decision, at: 3)).answer()
        #expect(try answer.type == "AccessDeniedException")
        #expect(try answer.message.hasPrefix("warrant_\(code): "))
        #expect(try answer.message.hasSuffix("decision 3 of gate.example/log"))
    }

    @Test func aBadTokenRefusesEvenARequestThatNeedsNone() throws {
        var way = house.way(Call.charitySearch(more: [("abeyance-warrant", "please")]))
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["reasons"] == ["warrant_malformed_token"])
        #expect(decision.body["facts"]?["warrant"]?["refused"]?["token"] != nil)
        #expect(try way.recorded(Log.taken(decision, at: 3)).answer().type == "AccessDeniedException")
    }

    @Test func aLiveStreamIsOutsideAnOrderForRecordings() throws {
        let request = Call.request(
            "SearchFacesByImage",
            by: House.police,
            Call.search("mugshots", threshold: 99),
            fields: [
                ("abeyance-purpose", "identify_suspect"), ("abeyance-image-source", "live_stream"),
                ("abeyance-warrant", try house.court.warrant(sources: [.bodyWornCamera, .liveStream])),
            ]
        )
        var way = house.way(request)
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["reasons"] == ["warrant_out_of_scope"])
        let answer = try way.recorded(Log.taken(decision, at: 3)).answer()
        #expect(try answer.message.contains("does not cover the mode"))
    }

    @Test func aLiveStreamIsProhibitedAlsoUnderAnOrderForIt() throws {
        let token = try house.court.warrant(sources: [.liveStream], mode: .live)
        let request = Call.request(
            "SearchFacesByImage",
            by: House.police,
            Call.search("mugshots", threshold: 99),
            fields: [
                ("abeyance-purpose", "identify_suspect"), ("abeyance-image-source", "live_stream"),
                ("abeyance-warrant", token),
            ]
        )
        var way = house.way(request)
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["determining"] == ["live-mode-prohibited"])
        #expect(decision.body["ruling"]?["reasons"] == ["live_prohibited"])
    }

    @Test func theTokenItselfStaysOutOfTheEntry() throws {
        let token = try house.court.warrant()
        var way = house.way(Call.policeSearch(warrant: token))
        let decision = try way.begin().draft()
        let written = String(decoding: try JSONValue.object(decision.body).canonical(), as: UTF8.self)
        #expect(!written.contains(token.value.split(separator: ".")[1]))
        #expect(!decision.personal.contains { $0.value == token })
    }

    @Test func aWarrantDoesNotLowerTheFloorOfTheThreshold() throws {
        var way = house.way(Call.policeSearch(warrant: try house.court.warrant(), threshold: 80))
        let decision = try way.begin().draft()
        #expect(decision.body["ruling"]?["decision"] == "deny")
        #expect(decision.warrantUse == nil)
        let answer = try way.recorded(Log.taken(decision, at: 3)).answer()
        #expect(try answer.message.contains("warrant_out_of_scope"))
        #expect(try answer.message.contains("a similarity threshold below 99"))
    }
}
