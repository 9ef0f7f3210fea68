/// The kinds of entries that the audit log has.
package enum EntryType: String, ClosedVocabulary {
    case genesis
    case start
    case stop
    case decision
    case outcome
    case outcomeUnknown = "outcome_unknown"
    case refusals
    case certificateSeen = "certificate_seen"
    case bundleProposed = "bundle_proposed"
    case bundleApproved = "bundle_approved"
    case bundleCancelled = "bundle_cancelled"
    case bundleActivated = "bundle_activated"
    case bundleRefused = "bundle_refused"
    case organisation
    case certificate
    case revocationList = "revocation_list"
    case generation
    case alarm
    case warrantRevoked = "warrant_revoked"
    case emergencyOpened = "emergency_opened"
    case ratified
    case lapsed
    case collection
    case redaction
    case export
    case clockJump = "clock_jump"
    case keyRotation = "key_rotation"
}
