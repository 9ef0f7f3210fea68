internal import Cryptography
package import StrictJSON

/// The list as a file: `{"issuers": {URI: {"title", "keys": [JWK, …], "status", "kinds", "jurisdictions"}}}`.
///
/// `status` is `{"kid": …}` or `"not_checked"`; `kinds` and `jurisdictions` are lists or `"any"`. All but `title` are required, so
/// that a court's competence is something that somebody wrote down.
extension TrustList {
    /// Reads the file's bytes; keys that are weak, private, of another kind or named twice refuse the whole list.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        try self.init(json: JSONValue.parse(bytes))
    }

    /// Reads the list from a value already parsed.
    package init(json: JSONValue) throws(JSONError) {
        var object = try ClosedObject(json)
        guard case .object(let entries) = try object.required("issuers") else {
            throw object.fault(.wrongType, at: "issuers", "an object of issuers by URI was expected")
        }
        try object.finish()
        let issuerPaths = ClosedObject(entries, at: object.path(of: "issuers"))
        var issuers: [TrustedIssuer] = []
        for (uri, value) in entries.members {
            let entry = try ClosedObject(value, at: issuerPaths.path(of: uri))
            guard uri.isVisibleASCII(1...1_024) else {
                throw JSONError(.outOfRange, path: entry.path, message: "expected a URI in visible ASCII")
            }
            issuers.append(try TrustedIssuer(reading: entry, uri: uri))
        }
        try self.init(issuers)
    }

    /// The list as the reader takes it.
    package var json: JSONObject {
        var entries = JSONObject()
        for issuer in issuers { entries.append(issuer.uri, .object(issuer.json)) }
        return ["issuers": .object(entries)]
    }
}

extension TrustedIssuer {
    fileprivate init(reading source: ClosedObject, uri: ExactString) throws(JSONError) {
        var entry = source
        let title = try entry.optionalString("title")
        var keys: [CourtKey] = []
        for key in try entry.objects("keys") { keys.append(try CourtKey(reading: key)) }
        guard !keys.isEmpty else {
            throw entry.fault(.outOfRange, at: "keys", "expected at least one key")
        }
        let status: StatusSigner
        switch entry.optional("status") {
        case .object?:
            var signer = try entry.object("status")
            let name = try signer.string("kid")
            try signer.finish()
            guard keys.contains(where: { $0.keyID == name }) else {
                throw entry.fault(.outOfRange, at: "status", "`\(name)` is none of the issuer's keys")
            }
            status = .key(name)
        case .string("not_checked")?: status = .notChecked
        default:
            throw entry.fault(
                .outOfRange,
                at: "status",
                "expected `not_checked` or the `kid` that signs status lists"
            )
        }
        let kinds = try Self.competence("kinds", &entry, each: "a lowercase identifier", \.isIdentifier)
        let jurisdictions = try Self.competence(
            "jurisdictions",
            &entry,
            each: "an ISO 3166 code such as `US-OR`",
            \.isJurisdiction
        )
        try entry.finish()
        self.init(
            uri: uri,
            title: title,
            keys: keys,
            status: status,
            kinds: kinds,
            jurisdictions: jurisdictions
        )
    }

    private static func competence(
        _ name: ExactString,
        _ entry: inout ClosedObject,
        each expected: String,
        _ isWellFormed: (ExactString) -> Bool
    ) throws(JSONError) -> Competence {
        switch entry.optional(name) {
        case .string("any")?: return .any
        case .array?:
            let values = try entry.strings(name)
            guard !values.isEmpty, values.allSatisfy(isWellFormed), Set(values).count == values.count else {
                throw entry.fault(
                    .outOfRange,
                    at: name,
                    "expected at least one value, each \(expected), once"
                )
            }
            return .only(values)
        default: throw entry.fault(.wrongType, at: name, "expected `any` or a list")
        }
    }

    fileprivate var json: JSONObject {
        var object = JSONObject()
        if let title { object.append("title", .string(title)) }
        object.append("keys", .array(keys.map { .object($0.json) }))
        switch status {
        case .key(let name): object.append("status", ["kid": .string(name)])
        case .notChecked: object.append("status", "not_checked")
        }
        object.append("kinds", kinds.json)
        object.append("jurisdictions", jurisdictions.json)
        return object
    }
}

extension TrustedIssuer.Competence {
    fileprivate var json: JSONValue {
        switch self {
        case .any: "any"
        case .only(let values): .array(values.map(JSONValue.string))
        }
    }
}
