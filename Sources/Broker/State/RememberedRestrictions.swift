package import AuditLog
package import Cryptography
import Decisions
package import PolicyControl
package import StrictJSON

/// What the log says was taken back, so that no edited or restored file gives it back: what was denied, the highest number
/// of each authority's revocation lists, and the newest moment of each court's status list.
package struct RememberedRestrictions: Sendable {
    /// Everything that was ever denied.
    package private(set) var denied = DenyList()
    /// The highest number of a revocation list, by the digest of its issuer's key.
    package private(set) var newestNumbers: [SHA256Digest: UInt64] = [:]
    /// When the newest list seen was issued, by the list's URI.
    package private(set) var newestLists: [ExactString: Timestamp] = [:]

    /// Reads them out of a log: O(such entries) where its writer noted them, which ``AuditLog/open(in:key:settings:)`` makes
    /// sure of; elsewhere O(entries).
    ///
    /// - Throws: `AuditLogError`, or `JSONError` when such an entry is not what this program writes.
    package init(_ source: any LogSource) throws {
        if let noted = try (source as? SQLiteSource)?.remembered(Self.kinds) {
            for entry in noted { try add(entry) }
            return
        }
        let kinds = Self.kinds.map { Array("\"type\":\"\($0.rawValue)\"".utf8) }
        var next: Int64 = 0
        while true {
            let leaves = try source.leaves(from: next, limit: 2_048)
            guard let last = leaves.last else { return }
            // Canonical form has one spelling of the type's member.
            for leaf in leaves where kinds.contains(where: { leaf.bytes.firstRange(of: $0) != nil }) {
                try add(LogEntry(leaf: leaf.bytes))
            }
            next = last.index + 1
        }
    }

    private mutating func add(_ entry: LogEntry) throws(JSONError) {
        switch entry.type {
        case .certificate: denied.deny(try CertificateDeniedRecord(entry.body).denial)
        case .revocationList:
            let record = try RevocationListRecord(entry.body)
            newestNumbers[record.issuer] = max(record.number, newestNumbers[record.issuer] ?? 0)
        case .warrantRevoked:
            let record = try WarrantRevokedRecord(entry.body)
            newestLists[record.list] = max(record.issuedAt, newestLists[record.list] ?? record.issuedAt)
        default: break
        }
    }

    private static let kinds: Set<EntryType> = [.certificate, .revocationList, .warrantRevoked]
}
