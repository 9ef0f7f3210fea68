internal import Cryptography
internal import TransparencyLog

/// A file of the folder `cosignatures` beside a log: a checkpoint of the log that a witness cosigned.
///
/// Whether the witness's line is valid is for those to say who know its key; that the checkpoint is one of this very log
/// is asked of every file, as of any checkpoint that somebody kept.
package struct CosignedFile: Sendable, Hashable {
    /// The file's name: 64 hexadecimal digits, of the witness's key.
    package let name: String
    /// The signed note, as far as it is one.
    package let bytes: [UInt8]

    /// The checkpoint, when the log signed it.
    func checkpoint(of log: NoteVerifier) throws(TransparencyLogError) -> Checkpoint {
        try Checkpoint.open(bytes, log: log)
    }

    /// The files beside a log; files of other names mean nothing.
    ///
    /// - Throws: `wrongFormat` when one is no file, or is larger than a note may be; `inputOutput`.
    static func all(beside log: String) throws(AuditLogError) -> [CosignedFile] {
        let folder = "\(log)/\(ExportLayout.cosignatures)"
        var files: [CosignedFile] = []
        for name in PlainFile.names(in: folder) ?? [] where SHA256Digest(hex: name) != nil {
            // A file that is gone by now was replaced by a newer one, which says no less.
            guard let bytes = try PlainFile.read("\(folder)/\(name)", limit: largest) else { continue }
            files.append(CosignedFile(name: name, bytes: bytes))
        }
        return files
    }

    private static let largest = 1_000_000
}

/// What the files of witnesses beside a log hold it to.
struct CosignedCheckpoints {
    /// Checkpoints that the log signed; each must be one of it.
    private(set) var checkpoints: [Checkpoint] = []
    /// Files that are none.
    private(set) var findings: [Finding] = []

    /// Reads what lies beside a source now; entries that are read later can only be more.
    init(_ source: some LogSource, key: NoteVerifier) {
        var files: [CosignedFile] = []
        do { files = try source.cosigned() } catch { add(ExportLayout.cosignatures, "\(error)") }
        for file in files {
            let field = "\(ExportLayout.cosignatures)/\(file.name)"
            do throws(TransparencyLogError) {
                let checkpoint = try file.checkpoint(of: key)
                if checkpoint.size > 0 {
                    checkpoints.append(checkpoint)
                } else {
                    add(field, "one over nothing")
                }
            } catch {
                add(field, error.detail)
            }
        }
    }

    private mutating func add(_ field: String, _ found: String) {
        findings.append(
            Finding(
                .held,
                field: field,
                expected: "a checkpoint of this log, signed by its key",
                found: found
            )
        )
    }
}
