import Cryptography
import Decisions
import StrictJSON

extension CaseReader {
    /// The request that a case describes.
    func request(_ mapping: inout ClosedMapping) throws(TestFault) -> RequestFacts {
        let operation = try operation(&mapping)
        guard let now = try mapping.optionalMoment("now") else {
            throw mapping.fault(nil, "`now` is missing: tests have no clock")
        }
        let organisation = try mapping.text("who")
        return RequestFacts(
            now: now,
            organisation: organisation,
            certificate: Self.certificate,
            operation: operation,
            collection: try mapping.optionalText("collection"),
            onBehalfOf: try mapping.optionalText("on_behalf_of"),
            purpose: try mapping.optionalWord("purpose"),
            imageSource: try mapping.optionalWord("image_source"),
            mode: try mapping.optionalWord("mode") ?? .retrospective,
            similarityThreshold: try mapping.optionalPercentage("threshold") ?? Self.threshold(of: operation),
            maximumResults: try mapping.optionalNumber("max_results"),
            probes: [],
            targets: [],
            claims: try claims(&mapping),
            clientAddress: try mapping.optionalText("client_address"),
            warrant: try warrant(&mapping, at: now)
        )
    }

    private func operation(_ mapping: inout ClosedMapping) throws(TestFault) -> Operation {
        let value = mapping.value("operation")
        let name = try mapping.text("operation")
        if let operation = OperationCatalogue.operation(named: name) { return operation }
        let wish = Suggestion.clause(for: name, among: OperationCatalogue.all.map(\.name))
        throw mapping.fault(value, "unknown operation `\(name)`\(wish)")
    }

    private func claims(_ mapping: inout ClosedMapping) throws(TestFault) -> Claims {
        var claims = Claims()
        claims.offenceClass = try mapping.optionalText("offence_class")
        let value = mapping.value("claims")
        for name in try mapping.optionalTexts("claims") ?? [] {
            switch name {
            case "case_number": claims.hasCaseNumber = true
            case "requester": claims.hasRequester = true
            case "supervisor": claims.hasSupervisor = true
            case "justification": claims.hasJustification = true
            case "review": claims.hasReview = true
            default:
                let wish = Suggestion.clause(for: name, among: Self.claimNames)
                let list = Self.claimNames.map(\.value).joined(separator: ", ")
                throw mapping.fault(value, "unknown claim `\(name)`\(wish) (known: \(list))")
            }
        }
        return claims
    }

    /// `valid` for an order as courts usually give them, or keys for what is different in it.
    private func warrant(
        _ mapping: inout ClosedMapping,
        at now: Timestamp
    ) throws(TestFault) -> WarrantEvidence {
        guard let value = mapping.value("warrant") else { return .absent }
        if value.text == "valid" {
            var usual = ClosedMapping([], at: value.place, file: file)
            return .verified(try warrantFacts(&usual, at: now))
        }
        var order = try ClosedMapping(
            value,
            file: file,
            expected: "`valid`, `absent`, or keys such as `standard`"
        )
        if let code: WarrantRefusalCode = try order.optionalWord("refused") {
            try order.finish()
            return .refused(
                RefusedWarrant(code: code, issuer: nil, tokenID: nil, tokenDigest: Self.certificate)
            )
        }
        let facts = try warrantFacts(&order, at: now)
        try order.finish()
        return .verified(facts)
    }

    private func warrantFacts(
        _ order: inout ClosedMapping,
        at now: Timestamp
    ) throws(TestFault) -> WarrantFacts {
        WarrantFacts(
            kind: try order.optionalText("kind") ?? "search_warrant",
            standard: try order.optionalText("standard") ?? "probable_cause",
            findings: try order.optionalTexts("findings") ?? ["relevant_to_ongoing_criminal_investigation"],
            offenceClass: try order.optionalText("offence_class") ?? "violent_felony",
            jurisdiction: try order.optionalText("jurisdiction") ?? "US",
            mode: try order.optionalWord("mode") ?? .retrospective,
            minimumSimilarity: try order.optionalPercentage("min_similarity") ?? 990_000,
            maximumResults: try order.optionalNumber("max_results"),
            notBefore: try order.optionalMoment("not_before") ?? now.adding(seconds: -86_400),
            expires: try order.optionalMoment("expires") ?? now.adding(seconds: 86_400),
            isStatusChecked: try order.optionalBool("status_checked") ?? true,
            statusIssuedAt: now,
            noticeDelayedUntil: try order.optionalMoment("notice_delayed_until")
        )
    }

    /// What the protocol counts as asked for when a request that compares faces says no threshold.
    private static func threshold(of operation: Operation) -> Int64? {
        comparing.contains(operation.name) ? 800_000 : nil
    }

    private static let comparing: Set<ExactString> = [
        "CompareFaces", "SearchFaces", "SearchFacesByImage", "SearchUsers", "SearchUsersByImage",
    ]
    private static let claimNames: [ExactString] = [
        "case_number", "requester", "supervisor", "justification", "review",
    ]
    private static let certificate = SHA256Digest.of(Array("the certificate of a test".utf8))
}
