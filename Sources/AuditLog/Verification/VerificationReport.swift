package import Cryptography
package import Decisions

/// What a verification saw, and what it found.
package struct VerificationReport: Sendable {
    /// What was read.
    package let place: String
    /// The log's name, which is the key's.
    package let origin: String
    /// How many entries were read.
    package internal(set) var entries: Int64 = 0
    /// How many checkpoints were read.
    package internal(set) var checkpoints = 0
    /// The tree size up to which the entries agree with a signed checkpoint.
    package internal(set) var verifiedSize: Int64 = 0
    /// The root there.
    package internal(set) var root: SHA256Digest?
    /// How many entries of each kind there are.
    package internal(set) var counts: [EntryType: Int] = [:]
    /// How many decisions were permits.
    package internal(set) var permits = 0
    /// Permits at the end of the log whose outcome is not recorded yet; in a running gate these are on their way.
    package internal(set) var awaitingOutcome: [Int64] = []
    /// The latest time of any entry.
    package internal(set) var newestTime: Timestamp?
    /// How many warrants were used.
    package internal(set) var warrants = 0
    /// What is not as it must be.
    package internal(set) var findings = FindingList()

    /// Whether nothing was found.
    package var isClean: Bool { findings.isEmpty }
}
