import Cryptography
import Decisions
import StrictJSON
import Support
import Testing

@Suite("Entries")
struct RecordTests {
    private static let setting = DecisionSetting(
        requestID: "0193-request",
        invocationID: "sdk-1",
        generation: 3,
        bundleActivatedAt: 0,
        warrantKey: WorkingSet.certificate,
        personal: [PersonalValue(name: "case", value: "27-113", salt: [UInt8](repeating: 7, count: 16))]
    )

    @Test("a decision's entry survives canonical JSON, is below 8 KiB, and decides the same again")
    func roundTrip() throws {
        let engine = try WorkingSet.engine(library: ["amazon-2020"])
        var requests = [
            try WorkingSet.search(by: "metro-police", in: "mugshots"),
            try WorkingSet.search(by: "metro-police", in: "case-3", warrant: WorkingSet.warrant),
            try WorkingSet.search(by: "icmec", in: "missing-children", purpose: .missingChild),
            try WorkingSet.search(by: "icmec", in: "absent"),
        ]
        var acting = try WorkingSet.search(by: "broker-ltd", in: "mugshots", purpose: nil, source: nil)
        acting.onBehalfOf = "metro-police"
        requests.append(acting)
        var refused = acting
        refused.warrant = .refused(
            RefusedWarrant(
                code: .expired,
                issuer: "https://court.example",
                tokenID: "w-1",
                tokenDigest: WorkingSet.certificate
            )
        )
        requests.append(refused)
        var faulty = acting
        faulty.fault = RequestFault(reason: .invalidRequest, code: "ValidationException")
        requests.append(faulty)
        for facts in requests {
            let draft = engine.ruling(on: facts).draft(in: Self.setting)
            let bytes = try JSONValue.object(draft.body).canonical()
            #expect(bytes.count < 8_192)
            let read = try #require(try JSONValue.parse(bytes).object)
            let record = try DecisionRecord(read)
            #expect(try JSONValue.object(record.json).canonical() == bytes)
            let again = engine.redecide(record)
            #expect(again.isSame, "\(again.differences)")
            #expect(draft.body.names.allSatisfy { !EntryDraft.envelope.contains($0) })
        }
    }

    @Test("a decision that was turned round is found by deciding again")
    func flippedDecision() throws {
        let engine = try WorkingSet.engine()
        let refused = engine.ruling(on: try WorkingSet.search(by: "metro-police", in: "mugshots"))
        var body = refused.draft(in: Self.setting).body
        body.set("ruling", ["decision": "allow", "determining": [], "errors": [], "reasons": []])
        let again = engine.redecide(try DecisionRecord(body))
        #expect(again.differences.map(\.member).contains("decision"))
    }

    @Test("a doctored fact is found through the context that no longer follows from it")
    func doctoredFact() throws {
        let engine = try WorkingSet.engine()
        let ruling = engine.ruling(on: try WorkingSet.search(by: "metro-police", in: "mugshots"))
        var body = ruling.draft(in: Self.setting).body
        let facts = try WorkingSet.search(by: "metro-police", in: "mugshots", warrant: WorkingSet.warrant)
        body.set("facts", .object(facts.json))
        let again = engine.redecide(try DecisionRecord(body))
        #expect(Set(again.differences.map(\.member)).isSuperset(of: ["context", "decision", "reasons"]))
    }

    @Test("another bundle than the recorded one is a difference")
    func otherBundle() throws {
        let ruling = try WorkingSet.engine().ruling(on: WorkingSet.search(by: "metro-police", in: "mugshots"))
        let record = ruling.record(in: Self.setting)
        let again = try WorkingSet.engine(library: ["amazon-2021"]).redecide(record)
        #expect(again.differences.map(\.member).contains("bundle"))
    }

    @Test("commitments stand in the body and the clear values do not")
    func commitments() throws {
        let ruling = try WorkingSet.engine().ruling(on: WorkingSet.search(by: "metro-police", in: "mugshots"))
        let draft = ruling.draft(in: Self.setting)
        #expect(draft.personal == Self.setting.personal)
        let text = String(decoding: JSONValue.object(draft.body).serialized(), as: UTF8.self)
        #expect(!text.contains("27-113"))
        #expect(text.contains(Self.setting.personal[0].commitment.hex))
    }

    @Test("a warrant's use is counted only for a request that is allowed")
    func uses() throws {
        let engine = try WorkingSet.engine()
        let use = WarrantUse(key: WorkingSet.certificate, maximum: 3)
        let allowed = engine.ruling(
            on: try WorkingSet.search(by: "metro-police", in: "mugshots", warrant: WorkingSet.warrant)
        )
        #expect(allowed.draft(in: Self.setting, warrantUse: use).warrantUse == use)
        #expect(allowed.draft(in: Self.setting).requiredBundle == engine.bundle.digest)
        let refused = engine.ruling(
            on: try WorkingSet.search(
                by: "metro-police",
                in: "mugshots",
                threshold: 800_000,
                warrant: WorkingSet.warrant
            )
        )
        #expect(refused.draft(in: Self.setting, warrantUse: use).warrantUse == nil)
    }

    @Test("an unknown member of a decision is refused")
    func unknownMember() throws {
        let ruling = try WorkingSet.engine().ruling(on: WorkingSet.search(by: "metro-police", in: "mugshots"))
        var body = ruling.draft(in: Self.setting).body
        body.append("surprise", 1)
        #expect(throws: JSONError.self) { try DecisionRecord(body) }
    }

    @Test("every other entry's body survives canonical JSON")
    func otherRecords() throws {
        let reference = BundleReference(name: "b", version: 2, digest: WorkingSet.certificate)
        let digest = WorkingSet.certificate
        try check(GenesisRecord(software: "0.1", logKey: "k", bundle: reference, isDemonstration: true))
        try check(StartRecord(software: "0.1", executable: digest, bundle: reference))
        try check(StopRecord(cause: "sigterm"))
        let model = OutcomeRecord.Model(core: "built-in", name: "m", version: "1")
        let release = OutcomeRecord.Release(count: 1, bestSimilarity: 99_123_456, response: digest)
        try check(OutcomeRecord(decision: 4, result: .answered(release), model: model, duration: 17))
        let failed = OutcomeRecord.Result.failed(code: "core_unavailable", beforeMatching: true)
        try check(OutcomeRecord(decision: 4, result: failed, model: nil, duration: 17))
        try check(OutcomeUnknownRecord(decisions: [1, 7]))
        try check(
            RefusalSummary(
                since: WorkingSet.noon,
                organisation: nil,
                reasons: [.init(.unknownClient, 3)],
                fingerprints: [.init(digest, 2)],
                others: 1
            )
        )
        try check(
            CertificateSeenRecord(
                organisation: "o",
                certificate: digest,
                publicKey: digest,
                notAfter: WorkingSet.noon
            )
        )
        try check(
            BundleActivatedRecord(
                bundle: reference,
                previous: digest,
                isDemonstration: true,
                requestedBy: 1000
            )
        )
        try check(BundleRefusedRecord(digest: nil, problem: "p", requestedBy: 0))
        try check(ClockJumpRecord(isTrusted: false, wall: WorkingSet.noon, difference: -5))
        let note = ClockNote(reason: "set by hand", requestedBy: 1000)
        try check(ClockJumpRecord(isTrusted: true, wall: WorkingSet.noon, difference: 5, note: note))
        try check(
            WarrantRevokedRecord(list: "https://c", issuedAt: WorkingSet.noon, digest: digest, revoked: 1)
        )
        try check(ExportRecord(reader: "state-auditor", first: 0, count: 10))
    }

    @Test("a summary names at most 100 certificates and counts the rest")
    func summaryIsBounded() {
        let many = (0..<150).map { RefusalSummary.Count(SHA256Digest.of([UInt8($0)]), 2) }
        let summary = RefusalSummary(
            since: WorkingSet.noon,
            organisation: nil,
            reasons: [],
            fingerprints: many,
            others: 5
        )
        #expect(summary.fingerprints.count == 100)
        #expect(summary.others == 105)
    }

    private func check<Body: EntryBody>(_ body: Body) throws {
        let bytes = try JSONValue.object(body.json).canonical()
        let read = try #require(try JSONValue.parse(bytes).object)
        #expect(try Body(read) == body)
        var more = read
        more.append("surprise", 1)
        #expect(throws: JSONError.self) { try Body(more) }
        #expect(read.names.allSatisfy { !EntryDraft.envelope.contains($0) })
    }
}
