import Cryptography
package import StrictJSON

extension RequestFacts: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        let name = try object.string("operation")
        guard let operation = OperationCatalogue.operation(named: name) else {
            throw object.fault(.outOfRange, at: "operation", "unknown operation `\(name)`")
        }
        self.init(
            now: try object.timestamp("now"),
            organisation: try object.string("organisation"),
            certificate: try object.digest("certificate"),
            operation: operation,
            collection: try object.optionalString("collection"),
            onBehalfOf: try object.optionalString("onBehalfOf"),
            purpose: try object.optionalWord("purpose"),
            imageSource: try object.optionalWord("imageSource"),
            mode: try object.word("mode"),
            similarityThreshold: try object.optionalInteger("similarityThreshold", in: 0...1_000_000),
            maximumResults: try object.optionalInteger("maximumResults", in: 0...1_000_000),
            probes: try object.digests("probes"),
            targets: try object.digests("targets"),
            claims: try object.record("claims"),
            clientAddress: try object.optionalString("clientAddress"),
            isRelabelled: try object.bool("relabelled"),
            warrant: try object.record("warrant"),
            fault: try object.optionalRecord("fault")
        )
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "now": .timestamp(now), "organisation": .string(organisation),
            "certificate": .digest(certificate),
            "operation": .string(operation.name), "mode": mode.json, "probes": .digests(probes),
            "targets": .digests(targets), "claims": .object(claims.json), "relabelled": .bool(isRelabelled),
            "warrant": .object(warrant.json),
        ]
        object.appendPresent("collection", collection)
        object.appendPresent("onBehalfOf", onBehalfOf)
        object.appendPresent("purpose", purpose?.word)
        object.appendPresent("imageSource", imageSource?.word)
        object.appendPresent("similarityThreshold", similarityThreshold)
        object.appendPresent("maximumResults", maximumResults)
        object.appendPresent("clientAddress", clientAddress)
        if let fault { object.append("fault", .object(fault.json)) }
        return object
    }
}
