import AuditLog
package import Cryptography
package import Decisions
import PolicyControl
import StrictJSON
import TransparencyLog

/// The gate's own keys: one signs checkpoints, one makes the keyed digests of entries.
package struct StateKeys: Sendable {
    /// Signs checkpoints, Ed25519.
    package let log: PrivateKey
    /// Makes the keyed digests of entries.
    package let digester: KeyedDigester

    /// Reads the keys of a state folder.
    package init(_ paths: StatePaths) throws {
        let (logKey, digestKey) = (try FileBytes.read(paths.logKey), try FileBytes.read(paths.digestKey))
        do {
            log = try PrivateKey(pem: logKey)
        } catch {
            throw StartError("\(paths.logKey): \(error)")
        }
        let text =
            String(decoding: digestKey, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        guard let key = Hex.decode(text), key.count == 32 else {
            throw StartError("\(paths.digestKey): expected 64 hexadecimal digits in lower case")
        }
        digester = KeyedDigester(key: key)
    }

    /// Makes keys, an empty deny-list and a log whose first entry names the policy set in force.
    package static func foundLog(
        in paths: StatePaths,
        checkpointCopy: String,
        origin: String,
        bundle: Bundle,
        now: @escaping @Sendable () -> Timestamp
    ) async throws {
        try FileBytes.createFolder(paths.folder, mode: 0o700)
        let key = try PrivateKey.generate(.ed25519)
        let verifier = try NoteVerifier(name: origin, key: key.publicKey)
        try FileBytes.replace(paths.logKey, with: try key.pem(), mode: 0o600)
        let digestKey = Hex.encode(try SecureRandom.bytes(32))
        try FileBytes.replace(paths.digestKey, with: Array("\(digestKey)\n".utf8), mode: 0o600)
        try FileBytes.replace(paths.verifierKey, with: Array("\(verifier.vkey)\n".utf8))
        try FileBytes.replace(paths.denied, with: DenyList().file)
        try BundleStore(path: paths.bundles).keep(bundle)
        var settings = AuditLog.Settings(clock: now)
        settings.checkpointCopy = checkpointCopy
        let log = try AuditLog.create(in: paths.folder, origin: origin, key: key, settings: settings)
        try await log.keepBundle(bundle.files)
        _ = try await log.append(
            GenesisRecord(
                software: ExactString(Software.version),
                logKey: ExactString(verifier.vkey),
                bundle: bundle.reference,
                isDemonstration: bundle.about.isDemonstration
            ).draft(at: now())
        )
        await log.close()
    }
}
