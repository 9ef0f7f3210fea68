internal import Decisions
internal import StrictJSON

/// Holds an entry's body against the closed shape of its type, and a decision against itself.
enum EntryForm {
    /// Throws the first thing that is not as the type's record says; kinds of entries without a record have no shape yet.
    ///
    /// - Returns: what does not agree within the entry at `place`, where the shape is right.
    static func check(_ entry: LogEntry, at place: Int64) throws(JSONError) -> [Finding] {
        switch entry.type {
        case .genesis: _ = try GenesisRecord(entry.body)
        case .start: _ = try StartRecord(entry.body)
        case .stop: _ = try StopRecord(entry.body)
        case .decision: return DecisionCheck.findings(entry, try DecisionRecord(entry.body), at: place)
        case .outcome: _ = try OutcomeRecord(entry.body)
        case .outcomeUnknown: _ = try OutcomeUnknownRecord(entry.body)
        case .refusals: _ = try RefusalSummary(entry.body)
        case .certificateSeen: _ = try CertificateSeenRecord(entry.body)
        case .bundleActivated: _ = try BundleActivatedRecord(entry.body)
        case .bundleRefused: _ = try BundleRefusedRecord(entry.body)
        case .certificate: _ = try CertificateDeniedRecord(entry.body)
        case .revocationList: _ = try RevocationListRecord(entry.body)
        case .generation: _ = try GenerationRecord(entry.body)
        case .alarm: _ = try AlarmRecord(entry.body)
        case .warrantRevoked: _ = try WarrantRevokedRecord(entry.body)
        case .export: _ = try ExportRecord(entry.body)
        case .clockJump: _ = try ClockJumpRecord(entry.body)
        case .redaction: _ = try RedactionRecord(entry.body)
        case .bundleProposed, .bundleApproved, .bundleCancelled, .organisation, .emergencyOpened, .ratified,
            .lapsed, .collection, .keyRotation:
            break
        }
        return []
    }
}
