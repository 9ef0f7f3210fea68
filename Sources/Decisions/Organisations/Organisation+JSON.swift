internal import Cryptography
package import StrictJSON

extension Organisation: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            name: try object.registeredName("name"),
            title: try object.text("title", atMost: 256),
            subject: try object.optionalString("subject"),
            classes: try object.words("classes"),
            jurisdiction: try object.jurisdiction("jurisdiction"),
            hasAgencyAccount: try object.optionalBool("agencyAccount") ?? true,
            exemptions: try object.optionalStrings("exemptions") ?? [],
            trainingValidUntil: try object.optionalTimestamp("trainingValidUntil"),
            hasPublishedPolicy: try object.optionalBool("policyPublished") ?? false,
            defaultPurpose: try object.optionalWord("defaultPurpose"),
            identities: try object.records("identities")
        )
        guard !classes.isEmpty else {
            throw object.fault(.outOfRange, at: "classes", "at least one class was expected")
        }
        guard !identities.isEmpty else {
            throw object.fault(.outOfRange, at: "identities", "at least one identity was expected")
        }
        if let subject, !subject.hasPrefix("urn:") {
            throw object.fault(.outOfRange, at: "subject", "`\(subject)` is no URN: `urn:...` was expected")
        }
        guard !isPolice || defaultPurpose == nil else {
            throw object.fault(.outOfRange, at: "defaultPurpose", "police state a purpose with every request")
        }
        if isPolice,
            let other = classes.first(where: { $0 == .childProtection || $0 == .antiTrafficking })
        {
            throw object.fault(
                .outOfRange,
                at: "classes",
                "an organisation is never both police and `\(other.rawValue)`"
            )
        }
    }

    package var json: JSONObject {
        var object: JSONObject = ["name": .string(name), "title": .string(title)]
        object.appendPresent("subject", subject)
        object.append("classes", .array(classes.map(\.json)))
        object.append("jurisdiction", .string(jurisdiction))
        object.append("agencyAccount", .bool(hasAgencyAccount))
        if !exemptions.isEmpty { object.append("exemptions", .strings(exemptions)) }
        object.appendPresent("trainingValidUntil", trainingValidUntil)
        object.append("policyPublished", .bool(hasPublishedPolicy))
        object.appendPresent("defaultPurpose", defaultPurpose?.word)
        object.append("identities", .array(identities.map { .object($0.json) }))
        return object
    }
}
