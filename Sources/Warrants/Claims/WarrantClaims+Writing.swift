internal import Cryptography
import Decisions
package import StrictJSON

extension WarrantClaims {
    /// The payload as the reader takes it.
    package var json: JSONObject {
        [
            "iss": .string(issuer), "sub": .string(subject), "aud": .string(audience),
            "jti": .string(tokenID),
            "iat": .integer(issuedAt.seconds), "nbf": .integer(notBefore.seconds),
            "exp": .integer(expires.seconds),
            "cnf": .object(certificate.map { ["x5t#S256": .text(Base64URL.encode($0.bytes))] } ?? [:]),
            "status": ["status_list": ["idx": .integer(statusIndex), "uri": .string(statusList)]],
            "warrant": .object(order.json), "authorization_details": [.object(search.json)],
        ]
    }
}

extension CourtOrder {
    var json: JSONObject {
        var object: JSONObject = [
            "kind": .string(kind), "court": .string(court), "docket": .string(docket),
            "judge": .string(judge),
            "judge_id": .string(judgeID), "jurisdiction": .string(jurisdiction),
            "standard": .string(standard),
            "findings": .array(findings.map { .string($0) }),
            "offence": ["statute": .string(statute), "class": .string(offenceClass)],
            "applicant": [
                "name": .string(applicantName), "id": .string(applicantID),
                "agency_ori": .string(applicantAgency),
            ],
            "instrument_sha256": .text(instrument.hex), "sealed": .bool(isSealed),
        ]
        if let until = delayedNoticeUntil { object.append("delayed_notice_until", .integer(until.seconds)) }
        if let reference = emergencyReference { object.append("emergency_ref", .string(reference)) }
        return object
    }
}

extension AuthorizedSearch {
    var json: JSONObject {
        var object: JSONObject = [
            "type": .string(Self.type), "actions": .array(operations.map { .string($0.name) }),
        ]
        if !collections.isEmpty { object.append("collections", .array(collections.map { .string($0) })) }
        if !targets.isEmpty { object.append("targets", .images(targets)) }
        object.append("purpose", purpose.json)
        object.append("image_sources", .array(imageSources.map(\.json)))
        if mode != .retrospective { object.append("mode", mode.json) }
        switch subject {
        case .probes(let probes): object.append("probes", .images(probes))
        case .description(let digest): object.append("subject_description_sha256", .text(digest.hex))
        }
        object.append("min_similarity", .number(JSONNumber(units: minimumSimilarity, places: 4)))
        object.append("max_searches", .integer(maximumSearches))
        object.append("max_results", .integer(maximumResults))
        return object
    }
}

extension JSONValue {
    static func text(_ text: String) -> JSONValue { .string(ExactString(text)) }

    fileprivate static func images(_ digests: [SHA256Digest]) -> JSONValue {
        .array(digests.map { ["sha256": .text($0.hex)] })
    }
}
