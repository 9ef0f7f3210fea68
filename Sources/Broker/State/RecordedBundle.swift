package import AuditLog
package import Cryptography
import Decisions
import StrictJSON

/// The policy set in force, as a log names it.
package struct RecordedBundle: Hashable, Sendable {
    /// The set's digest.
    package let digest: SHA256Digest
    /// The set's version.
    package let version: Int64

    /// Reads the newest entry that put a set in force: O(such entries) where the log's writer noted them.
    ///
    /// - Throws: `AuditLogError` when the log cannot be read, `StartError` when it names no policy set.
    package init(in source: any LogSource) throws {
        let entries = try (source as? SQLiteSource)?.remembered([.genesis, .bundleActivated]) ?? []
        guard let bundle = entries.last?.body["bundle"],
            let digest = bundle["digest"]?.string.flatMap({ SHA256Digest(hex: $0.value) }),
            let version = bundle["version"]?.integer
        else {
            throw StartError(
                "\(source.place): the log names no policy set; `abeyance init` makes a log that does"
            )
        }
        self.digest = digest
        self.version = version
    }
}
