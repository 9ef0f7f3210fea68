import AuditLog
package import Cryptography
import Decisions
import StrictJSON
import TransparencyLog

/// An operator who holds the log's key and rewrites history: demonstration code, kept so that everybody can see how far
/// signatures alone go.
///
/// He turns one refusal into a permit, invents the outcome that a permit needs, numbers everything after it anew, computes
/// every hash and signs every checkpoint again. The forged log is consistent in itself.
package struct Forger {
    private let signer: NoteSigner
    private let origin: String

    /// A forger with the log's private key.
    package init(origin: String, key: PrivateKey) throws {
        self.origin = origin
        signer = try NoteSigner(name: origin, key: key)
    }

    /// Writes a forged export of an export, in which the refusal at `flipped` is a permit.
    package func forge(_ export: String, flipping flipped: Int64, to folder: String) throws {
        let source = try LogSources.open(export)
        var writer = try ExportWriter(directory: folder)
        for stored in try source.leaves(from: 0, limit: .max) {
            guard case .object(let entry) = try JSONValue.parse(stored.bytes) else { continue }
            if stored.index == flipped {
                try append(Self.permitted(entry), to: &writer)
                try append(Self.inventedOutcome(of: entry, at: flipped), to: &writer)
            } else {
                try append(Self.renumbered(entry, after: flipped), to: &writer)
            }
        }
        for digest in try source.bundles() {
            try writer.add(bundle: digest, files: source.bundleFiles(digest))
        }
        try writer.finish(vkey: signer.verifier.vkey)
    }

    private func append(_ entry: JSONObject, to writer: inout ExportWriter) throws {
        try writer.append(leaf: entry.canonical())
        let checkpoint = Checkpoint(origin: origin, size: writer.size, root: writer.treeRoot)
        let note = try checkpoint.signed(by: [signer]).encoded
        try writer.add(checkpoint: String(decoding: note, as: UTF8.self), size: writer.size)
    }

    /// The decision as if a court's warrant had been there: only its ruling is another.
    private static func permitted(_ entry: JSONObject) -> JSONObject {
        var forged = entry
        forged.set(
            "ruling",
            [
                "decision": "allow", "determining": ["police-own-collection-under-warrant"], "errors": [],
                "reasons": [],
            ]
        )
        return forged
    }

    /// An outcome that never was.
    private static func inventedOutcome(of decision: JSONObject, at index: Int64) throws -> JSONObject {
        let release = OutcomeRecord.Release(
            count: 0,
            bestSimilarity: nil,
            response: .of(Array("nobody".utf8))
        )
        var entry = OutcomeRecord(decision: index, result: .answered(release), model: nil, duration: 250_000)
            .json
        for name: ExactString in ["v", "origin", "time"] {
            if let value = decision[name] { entry.set(name, value) }
        }
        entry.set("type", "outcome")
        entry.set("index", .integer(index + 1))
        entry.set("nonce", .string(ExactString(Hex.encode(try SecureRandom.bytes(16)))))
        return entry
    }

    /// An entry with its own number, and the numbers it refers to, moved by one where they lie behind the flipped decision.
    private static func renumbered(_ entry: JSONObject, after flipped: Int64) -> JSONObject {
        var forged = entry
        for name: ExactString in ["index", "decision", "bundleActivatedAt"] {
            if let number = entry[name]?.integer, number > flipped { forged.set(name, .integer(number + 1)) }
        }
        return forged
    }
}
