package import Decisions
package import StrictJSON
package import TransparencyLog

/// A witness whose cosignature counts, as a policy set names it in its file `witnesses.json`.
///
/// The file is `{"witnesses":[{"key":"NAME+HASH+KEY"},…]}`. Only a policy set can name a witness: whoever could name one
/// elsewhere could vouch for the log himself.
package struct RegisteredWitness: Hashable, Sendable {
    /// The witness's key, with its name.
    package let key: WitnessVerifier

    /// The witnesses that a bundle's files name; none when there is no such file.
    ///
    /// - Throws: `JSONError` at a member that is none, or at a witness that is named twice.
    package static func list(in files: [BundleFile]) throws(JSONError) -> [RegisteredWitness] {
        guard let file = files.first(where: { $0.path == path }) else { return [] }
        var object = try ClosedObject(JSONValue.parse(file.bytes))
        let list: [RegisteredWitness] = try object.records("witnesses")
        for (place, witness) in list.enumerated()
        where list[..<place].contains(where: {
            $0.key.key == witness.key.key || $0.key.name == witness.key.name
        }) {
            throw object.fault(
                .outOfRange,
                at: "witnesses",
                "the witness `\(witness.key.name)` is named twice"
            )
        }
        try object.finish()
        return list
    }

    /// The witnesses of a bundle in force; none when its file cannot be read, which is said before it is put in force.
    static func known(to bundle: Bundle) -> [RegisteredWitness] { (try? list(in: bundle.files)) ?? [] }

    /// The file's path in a bundle.
    package static let path: ExactString = "witnesses.json"
}

extension RegisteredWitness: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        let text = try object.string("key")
        guard let key = try? WitnessVerifier(vkey: text.value) else {
            throw object.fault(
                .outOfRange,
                at: "key",
                "expected a witness's key NAME+HASH+KEY, as `abeyance witness key` prints it"
            )
        }
        self.key = key
    }

    package var json: JSONObject { ["key": .string(ExactString(key.vkey))] }
}
