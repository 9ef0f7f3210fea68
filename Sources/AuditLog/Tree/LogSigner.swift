package import Cryptography
package import TransparencyLog

/// Signs the log's checkpoints; the signer's name is the log's origin.
package struct LogSigner: Sendable {
    private let signer: NoteSigner

    /// A signer for a log; throws `wrongKey` for a key that is not Ed25519 or an origin that cannot name a signer.
    package init(origin: String, key: PrivateKey) throws(AuditLogError) {
        do { signer = try NoteSigner(name: origin, key: key) } catch {
            throw AuditLogError(.wrongKey, "\(error.detail)")
        }
        guard origin.utf8.count <= Self.originBytes else {
            throw AuditLogError(
                .outOfRange,
                "an origin of \(origin.utf8.count) bytes, expected at most \(Self.originBytes)"
            )
        }
    }

    /// The log's name.
    var origin: String { signer.verifier.name }

    /// Who verifies the checkpoints.
    package var verifier: NoteVerifier { signer.verifier }

    /// A signed checkpoint as text.
    package func checkpoint(size: Int64, root: SHA256Digest) throws -> String {
        let note = try Checkpoint(origin: origin, size: size, root: root).signed(by: [signer])
        return String(decoding: note.encoded, as: UTF8.self)
    }

    /// The longest origin, so that a checkpoint fits into a slot of its copy and an envelope into its reserve.
    static let originBytes = 200
}
