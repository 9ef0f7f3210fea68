package import Cryptography
package import StrictJSON

/// Somebody outside the operating company for whom personal values are encrypted, as the bundle names them.
///
/// The key stands in the bundle and nowhere else: whoever could exchange it by configuration could read, or lose, what
/// only an overseer may open.
package struct Overseer: Hashable, Sendable {
    /// A name for people.
    package let name: ExactString
    /// An X25519 public key, 32 bytes.
    package let key: [UInt8]

    /// An overseer with a public key.
    package init(name: ExactString, key: [UInt8]) {
        self.name = name
        self.key = key
    }

    /// SHA-256 of the public key: which of several keys something is wrapped to.
    package var keyDigest: SHA256Digest { .of(key) }

    /// The overseers that a bundle's files name; none when there is no such file.
    package static func list(in files: [BundleFile]) throws(JSONError) -> [Overseer] {
        guard let file = files.first(where: { $0.path == path }) else { return [] }
        var object = try ClosedObject(JSONValue.parse(file.bytes))
        let list: [Overseer] = try object.records("overseers")
        try object.finish()
        return list
    }

    /// Overseers as the file of a bundle.
    package static func file(_ overseers: [Overseer]) -> BundleFile {
        let list = JSONValue.array(overseers.map { .object($0.json) })
        return BundleFile(path: path, bytes: ReadableJSON.bytes(.object(["overseers": list])))
    }

    /// The file's path in a bundle.
    package static let path: ExactString = "overseers.json"
}

extension Overseer: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        name = try object.registeredName("name")
        let text = try object.string("key")
        guard let key = Base64.decode(text.value), key.count == X25519Key.byteCount, Self.isSound(key) else {
            throw object.fault(
                .outOfRange,
                at: "key",
                "expected the base64 of an X25519 public key, as `abeyance audit overseer-key` prints it"
            )
        }
        self.key = key
    }

    package var json: JSONObject { ["name": .string(name), "key": .string(ExactString(Base64.encode(key)))] }

    /// Whether something can be sealed to the key: it is not one of the few that give a secret known to everybody.
    private static func isSound(_ key: [UInt8]) -> Bool {
        (try? HPKE.seal([], to: key, info: [], authenticating: [])) != nil
    }
}
