import AuditLog
import Cryptography
import Decisions
import StrictJSON
import TransparencyLog

/// Makes a whole consistent log out of changed leaves, with the log's own key: what an operator could do.
enum Forger {
    /// Writes an export of `source` with each leaf's body passed through `change` and its use through `use`, every hash computed and every checkpoint
    /// signed again.
    static func forge(
        _ source: some LogSource,
        key: PrivateKey,
        origin: String,
        to directory: String,
        use: (LogEntry) -> CountedUse? = \.use,
        change: (LogEntry) -> JSONObject
    ) throws {
        let signer = try LogSigner(origin: origin, key: key)
        var writer = try ExportWriter(directory: directory)
        for stored in try source.leaves(from: 0, limit: .max) {
            let entry = try LogEntry(leaf: stored.bytes)
            let template = try LeafTemplate(change(entry))
            try writer.append(
                leaf: template.leaf(
                    Envelope(
                        origin: JSONValue.string(entry.origin).serialized(),
                        index: entry.index,
                        nonce: entry.nonce[...],
                        time: entry.time,
                        type: entry.type,
                        use: use(entry)
                    )
                )
            )
            let note = try signer.checkpoint(size: writer.size, root: writer.treeRoot)
            try writer.add(checkpoint: note, size: writer.size)
        }
        for digest in try source.bundles() {
            try writer.add(bundle: digest, files: source.bundleFiles(digest))
        }
        try writer.finish(vkey: signer.verifier.vkey)
    }
}
