internal import Cryptography
package import StrictJSON

extension RegisteredCollection: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        let exact = try object.optionalString("name")
        let prefix = try object.optionalString("prefix")
        let names: Names
        switch (exact, prefix) {
        case (let exact?, nil): names = .exact(exact)
        case (nil, let prefix?): names = .prefix(prefix)
        default:
            throw JSONError(.outOfRange, path: object.path, message: "either `name` or `prefix` was expected")
        }
        self.init(
            names: names,
            kind: try object.word("kind"),
            owner: try object.registeredName("owner"),
            jurisdiction: try object.jurisdiction("jurisdiction"),
            containsMinors: try object.bool("containsMinors"),
            purgedAt: try object.optionalTimestamp("purgedAt")
        )
        guard Self.isName(names.text) else {
            throw object.fault(
                .outOfRange,
                at: exact == nil ? "prefix" : "name",
                "`\(names.text)` is no collection's name: 1 to 255 of `a-z A-Z 0-9 _ . -` were expected"
            )
        }
    }

    package var json: JSONObject {
        var object: JSONObject =
            switch names {
            case .exact(let name): ["name": .string(name)]
            case .prefix(let prefix): ["prefix": .string(prefix)]
            }
        object.append("kind", kind.json)
        object.append("owner", .string(owner))
        object.append("jurisdiction", .string(jurisdiction))
        object.append("containsMinors", .bool(containsMinors))
        object.appendPresent("purgedAt", purgedAt)
        return object
    }

    /// Whether a text has the form of a collection's name, as the protocol has it: `[a-zA-Z0-9_.\-]+`, at most 255.
    static func isName(_ text: ExactString) -> Bool {
        (1...255).contains(text.byteCount)
            && text.value.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(byte)
            }
    }
}

extension RegisteredCollection.Names {
    /// The name or prefix itself.
    package var text: ExactString {
        switch self {
        case .exact(let name): name
        case .prefix(let prefix): prefix
        }
    }
}
