import Cryptography
import Decisions
import StrictJSON
import Testing
import Warrants

@Suite("Minting and inspecting")
struct IssuingTests {
    private let file = """
        {"sub": "urn:agency:1", "aud": "gate.example/log", "nbf": "2027-01-15T08:00:00Z", "exp": "2027-01-22T08:00:00Z",
         "status": {"uri": "https://court.example/status/1", "idx": 5},
         "warrant": {"kind": "search_warrant", "court": "County Court", "docket": "27CR00123", "judge": "Hon. A. Example",
           "judge_id": "J-1", "jurisdiction": "US-OR", "standard": "probable_cause",
           "findings": ["relevant_to_ongoing_criminal_investigation"],
           "offence": {"statute": "ORS 163.185", "class": "violent_felony"},
           "applicant": {"name": "Det. B. Example", "id": "1234", "agency_ori": "OR0340000"}, "sealed": false},
         "search": {"actions": ["SearchFacesByImage"], "collections": ["mugshots"], "purpose": "identify_suspect",
           "image_sources": ["body_worn_camera"], "probes": [{"sha256": "PROBE"}], "min_similarity": 99, "max_searches": 1,
           "max_results": 10}}
        """

    private func bytes(_ court: Court, changing old: String = "", to new: String = "") -> [UInt8] {
        let text = file.split(separator: "PROBE", omittingEmptySubsequences: false).joined(
            separator: court.probe.hex
        )
        guard !old.isEmpty else { return Array(text.utf8) }
        return Array(text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new).utf8)
    }

    @Test("a token minted from a file and two digests is verified")
    func mint() throws {
        let court = try Court()
        let description = try WarrantDescription(
            parsing: bytes(court),
            certificate: court.certificate,
            instrument: SHA256Digest.of(Array("%PDF".utf8))
        )
        #expect(try description == court.description())
        let minted = try court.issuer.mint(description, now: court.now)
        #expect(try court.code(Array(minted.token.utf8)) == nil)
        let other = try court.issuer.mint(description, now: court.now)
        #expect(other.claims.tokenID != minted.claims.tokenID)
    }

    @Test("a digest that the file gives otherwise, or that nobody gives, is refused")
    func digests() throws {
        let court = try Court()
        #expect(throws: JSONError.self) { try WarrantDescription(parsing: bytes(court)) }
        #expect(throws: JSONError.self) {
            try WarrantDescription(parsing: bytes(court), certificate: court.certificate)
        }
        let written = bytes(court, changing: #"{"sub""#, to: #"{"certificate": "\#(court.probe.hex)", "sub""#)
        #expect(throws: JSONError.self) {
            try WarrantDescription(parsing: written, certificate: court.certificate, instrument: court.probe)
        }
        #expect(throws: Never.self) {
            try WarrantDescription(parsing: written, certificate: court.probe, instrument: court.probe)
        }
    }

    @Test(
        "a description with a mistake is refused with its place",
        arguments: [
            (#""nbf": "2027-01-15T08:00:00Z""#, #""nbf": "15 January 2027""#, "/nbf"),
            ("mugshots", "mug*", "/search/collections"),
            ("identify_suspect", "identfy_suspect", "/search/purpose"),
            ("\"idx\": 5", "\"index\": 5", "/status"),
            ("\"max_searches\": 1,", "", "/search"),
            (#""sealed":"#, #""delayed_notice_until": "soon", "sealed":"#, "/warrant/delayed_notice_until"),
            ("probable_cause", "hunch", "/warrant/standard"),
        ]
    )
    func mistakes(old: String, new: String, place: String) throws {
        let court = try Court()
        do {
            _ = try WarrantDescription(
                parsing: bytes(court, changing: old, to: new),
                certificate: court.certificate,
                instrument: court.probe
            )
            Issue.record("read")
        } catch { #expect(error.path == place, "\(error)") }
    }

    @Test("a delay of notice is written as a moment or as seconds, and is what policies and the log learn")
    func delayedNotice() throws {
        let court = try Court()
        for written in [#""2027-03-01T00:00:00Z""#, "1803859200"] {
            let description = try WarrantDescription(
                parsing: bytes(
                    court,
                    changing: #""sealed":"#,
                    to: #""delayed_notice_until": \#(written), "sealed":"#
                ),
                certificate: court.certificate,
                instrument: court.probe
            )
            let minted = try court.issuer.mint(description, now: court.now)
            let until = Timestamp(seconds: 1_803_859_200)
            #expect(minted.claims.order.delayedNoticeUntil == until)
            #expect(
                WarrantInspection(Array(minted.token.utf8)).lines.contains(
                    "notice     delayed until 2027-03-01T00:00:00.000000Z"
                )
            )
            let verdict = court.verifier.verify(
                Array(minted.token.utf8),
                certificate: court.certificate,
                subject: Court.subject,
                request: try court.request(),
                now: court.now
            )
            guard case .verified(let warrant) = verdict else {
                Issue.record("\(verdict)")
                continue
            }
            #expect(warrant.facts.noticeDelayedUntil == until)
            #expect(warrant.facts.json["noticeDelayedUntil"] == "2027-03-01T00:00:00.000000Z")
        }
    }

    @Test("orders that are too long, over, or beyond what a verifier reads are not minted")
    func refused() throws {
        let court = try Court()
        func mint(_ change: (inout WarrantDescription) -> Void) throws {
            var description = try court.description()
            change(&description)
            _ = try court.issuer.mint(description, now: court.now)
        }
        #expect(throws: WarrantIssueError.self) {
            try mint { $0.expires = $0.notBefore.adding(seconds: 14 * 86_400 + 1) }
        }
        #expect(throws: WarrantIssueError.self) { try mint { $0.expires = $0.notBefore } }
        #expect(throws: WarrantIssueError.self) {
            try mint {
                $0.notBefore = court.now.adding(seconds: -10)
                $0.expires = court.now
            }
        }
        #expect(throws: WarrantIssueError.self) { try mint { $0.search.collections = ["*"] } }
        #expect(throws: WarrantIssueError.self) { try mint { $0.order.standard = "hunch" } }
        #expect(throws: WarrantIssueError.self) {
            try mint { $0.search.subject = .probes((0..<200).map { SHA256Digest.of([UInt8($0)]) }) }
        }
        #expect(throws: WarrantIssueError.self) {
            try court.issuer.mint(court.description(), now: court.now, tokenID: "short")
        }
    }

    @Test("inspection shows what stands in a token and says that nothing is verified")
    func inspection() throws {
        let court = try Court()
        let minted = try court.issuer.mint(court.description(), now: court.now)
        let lines = WarrantInspection(Array(minted.token.utf8)).lines
        #expect(lines.first?.hasPrefix("not verified") == true)
        let text = lines.joined(separator: "\n")
        for part in [
            minted.claims.tokenID.value, "27CR00123", "mugshots", "identify_suspect", court.probe.hex,
            "at least 99",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("inspection of a sealed docket does not print it")
    func sealed() throws {
        let court = try Court()
        var description = try court.description()
        description.order.isSealed = true
        let minted = try court.issuer.mint(description, now: court.now)
        let text = WarrantInspection(Array(minted.token.utf8)).lines.joined(separator: "\n")
        #expect(!text.contains("27CR00123"))
        #expect(text.contains("sealed"))
    }

    @Test("inspection shows a word that is on no list without what a terminal would obey")
    func unknownWord() throws {
        let court = try Court()
        var claims = try court.claims()
        claims.change(["authorization_details"]) { $0.set("purpose", "identify\u{7f}\u{1b}[2Jsuspect") }
        let lines = WarrantInspection(try court.token(claims)).lines
        #expect(lines.contains { $0.hasPrefix("fault") && $0.contains("/purpose") })
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } })
    }

    @Test(
        "inspection never fails, whatever it is given",
        arguments: [
            "", "a.b.c", "e30.e30.AA", "...", "bm90.anNvbg.AA", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJcdTAwMWIifQ.",
        ]
    )
    func hostile(token: String) {
        let lines = WarrantInspection(Array(token.utf8)).lines
        #expect(lines.count >= 3)
        #expect(
            lines.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } },
            "no control character reaches a terminal"
        )
    }
}
