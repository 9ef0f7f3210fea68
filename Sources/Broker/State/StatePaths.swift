/// Where the gate keeps what: the files of its state folder, by name.
package struct StatePaths: Sendable {
    /// The folder itself.
    package let folder: String

    /// The files of a state folder.
    package init(_ folder: String) { self.folder = folder }

    /// The key that signs checkpoints, PEM, mode 0600.
    package var logKey: String { "\(folder)/log.key" }
    /// Who verifies checkpoints: one line, in the form of a note's verifier key.
    ///
    /// An auditor needs an export and this.
    package var verifierKey: String { "\(folder)/log.vkey" }
    /// The key of keyed digests, 64 hexadecimal digits, mode 0600; auditors are given it.
    package var digestKey: String { "\(folder)/digest.key" }
    /// Every policy set ever in force, by digest.
    package var bundles: String { "\(folder)/bundles" }
    /// The deny-list.
    package var denied: String { "\(folder)/denied.json" }
    /// The courts' status lists.
    package var statusLists: String { "\(folder)/status" }
    /// The newest revocation list of each authority that was ever taken, by the digest of its key.
    package var revocationLists: String { "\(folder)/revocations" }
    /// Where the admin listener listens unless the configuration says otherwise.
    package var adminSocket: String { "\(folder)/admin.sock" }
    /// Where commands that write reach a running gate.
    package var controlSocket: String { "\(folder)/control.sock" }
}
