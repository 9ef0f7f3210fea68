package import Cryptography
package import StrictJSON

/// An authority whose client certificates are looked at, known by its key and never by its name.
package struct ClientAuthority: Hashable, Sendable {
    /// A name for people and messages.
    package let name: ExactString
    /// The SHA-256 of the authority's SubjectPublicKeyInfo.
    package let key: SHA256Digest
    /// What every URI name below it must begin with, such as `spiffe://example.org/org/`.
    package let uriPrefix: ExactString

    /// An authority from its registered values; the bundle checks them.
    package init(name: ExactString, key: SHA256Digest, uriPrefix: ExactString) {
        self.name = name
        self.key = key
        self.uriPrefix = uriPrefix
    }
}

extension ClientAuthority: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        name = try object.registeredName("name")
        key = try object.digest("key")
        uriPrefix = try object.string("uriPrefix")
        guard let scheme = uriPrefix.bytes.firstIndex(of: UInt8(ascii: ":")), scheme > 0,
            uriPrefix.value.hasSuffix("/")
        else {
            throw object.fault(
                .outOfRange,
                at: "uriPrefix",
                "`\(uriPrefix)` is no prefix: a URI that ends with `/` was expected"
            )
        }
    }

    package var json: JSONObject {
        ["name": .string(name), "key": .digest(key), "uriPrefix": .string(uriPrefix)]
    }
}
