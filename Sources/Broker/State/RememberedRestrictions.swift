package import AuditLog
package import Cryptography
import Decisions
package import StrictJSON

/// What the log says was taken back, so that no edited or restored file gives it back: denied certificates, and the newest
/// moment of each court's status list.
package struct RememberedRestrictions: Sendable {
    /// Every certificate that was ever denied.
    package private(set) var denied: Set<SHA256Digest> = []
    /// When the newest list seen was issued, by the list's URI.
    package private(set) var newestLists: [ExactString: Timestamp] = [:]

    /// Reads them out of a log; O(entries), reading each leaf's bytes and parsing only those concerned.
    ///
    /// - Throws: `AuditLogError`, or `JSONError` when such an entry is not what this program writes.
    package init(_ source: any LogSource) throws {
        var next: Int64 = 0
        while true {
            let leaves = try source.leaves(from: next, limit: 2_048)
            guard let last = leaves.last else { return }
            for leaf in leaves where Self.concerns(leaf.bytes) { try add(LogEntry(leaf: leaf.bytes)) }
            next = last.index + 1
        }
    }

    private mutating func add(_ entry: LogEntry) throws(JSONError) {
        switch entry.type {
        case .certificate:
            denied.insert(try CertificateDeniedRecord(entry.body).certificate)
        case .warrantRevoked:
            let record = try WarrantRevokedRecord(entry.body)
            newestLists[record.list] = max(record.issuedAt, newestLists[record.list] ?? record.issuedAt)
        default: break
        }
    }

    /// Whether the bytes can be such an entry; canonical form has one spelling of the type's member.
    private static func concerns(_ leaf: [UInt8]) -> Bool {
        kinds.contains { kind in leaf.firstRange(of: kind) != nil }
    }

    private static let kinds = [EntryType.certificate, .warrantRevoked].map {
        Array("\"type\":\"\($0.rawValue)\"".utf8)
    }
}
