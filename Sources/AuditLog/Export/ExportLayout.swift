/// Where things lie in an export: the tlog-tiles layout for what other tools read, and three files of our own.
///
/// - `checkpoint`: the newest signed checkpoint.
/// - `checkpoints.jsonl`: every signed checkpoint, one a line: `{"note": …, "size": …}` in canonical JSON.
/// - `log.vkey`: the log's verifier key, one line.
/// - `tile/entries/N`: 256 entries each, every leaf preceded by its length as two bytes, big-endian;
///   `N.p/W` for the W entries of the last, partial one.
/// - `tile/L/N`: hash tiles of level L, 32 bytes a hash; `N.p/W` for partial ones.
/// - `bundles/DIGEST/PATH`: the files of every bundle that was ever in force.
/// - `cosignatures/NAME`: for each witness, by the digest of its key, the newest checkpoint that it cosigned.
enum ExportLayout {
    static let checkpoint = "checkpoint"
    static let checkpoints = "checkpoints.jsonl"
    static let key = "log.vkey"
    static let bundles = "bundles"
    static let cosignatures = "cosignatures"
}
