import Cryptography
package import StrictJSON

extension WarrantFacts: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            kind: try object.string("kind"),
            standard: try object.string("standard"),
            findings: try object.strings("findings"),
            offenceClass: try object.string("offenceClass"),
            jurisdiction: try object.string("jurisdiction"),
            mode: try object.word("mode"),
            minimumSimilarity: try object.integer("minimumSimilarity", in: 0...1_000_000),
            maximumResults: try object.optionalInteger("maximumResults", in: 0...1_000_000),
            notBefore: try object.timestamp("notBefore"),
            expires: try object.timestamp("expires"),
            isStatusChecked: try object.bool("statusChecked"),
            statusIssuedAt: try object.optionalTimestamp("statusIssuedAt"),
            noticeDelayedUntil: try object.optionalTimestamp("noticeDelayedUntil")
        )
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "kind": .string(kind), "standard": .string(standard), "findings": .strings(findings),
            "offenceClass": .string(offenceClass), "jurisdiction": .string(jurisdiction), "mode": mode.json,
            "minimumSimilarity": .integer(minimumSimilarity), "notBefore": .timestamp(notBefore),
            "expires": .timestamp(expires), "statusChecked": .bool(isStatusChecked),
        ]
        object.appendPresent("maximumResults", maximumResults)
        object.appendPresent("statusIssuedAt", statusIssuedAt)
        object.appendPresent("noticeDelayedUntil", noticeDelayedUntil)
        return object
    }
}
