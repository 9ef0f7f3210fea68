package import Cryptography
internal import Glibc
package import TransparencyLog

/// A witness's folder, locked for one process: its key, and for each log its keys and the last checkpoint cosigned.
///
/// - `witness.key`: the private key, PEM, mode 0600; `witness.vkey`: the public one, `NAME+ID+KEY` on one line.
/// - `logs/HASH/log.vkey`: the log's keys, one a line; HASH is the SHA-256 of its origin.
/// - `logs/HASH/checkpoint`: the last checkpoint with its cosignature; empty until there is one. It is never absent: a
///   witness that forgot would sign a second tree of one size.
package final class WitnessFolder: Sendable {
    /// The path as it was given.
    package let path: String
    /// The witness's signer.
    package let signer: WitnessSigner

    private let folder: DurableFolder
    private let lock: CInt

    /// Makes a folder with a key of its own; throws when something is at the path.
    package static func make(_ path: String, name: String, key: PrivateKey) throws {
        let verifier = try WitnessSigner(name: name, key: key).verifier
        let folder = try DurableFolder.make(path)
        _ = try DurableFolder.make("\(path)/\(logs)")
        try folder.replace("witness.key", with: key.pem(), mode: 0o600)
        try folder.replace(publicKeyFile, with: Array("\(verifier.vkey)\n".utf8))
        let above = path.lastIndex(of: "/").map { String(path[..<$0]) }
        try DurableFolder(path: above.map { $0.isEmpty ? "/" : $0 } ?? ".").synchronize()
    }

    /// Opens and locks the folder; throws when another process holds it, or it is not a witness's.
    package init(_ path: String) throws {
        self.path = path
        folder = DurableFolder(path: path)
        let lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else {
            throw DurableFolder.fault(path, "cannot be opened, expected a witness's folder")
        }
        do {
            guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
                throw WitnessStateError("\(path): another process holds this witness's folder")
            }
            signer = try Self.signer(folder)
        } catch {
            close(lock)
            throw error
        }
        self.lock = lock
    }

    deinit { close(lock) }

    /// Adds a log by its keys, with nothing cosigned yet; throws when the log is there already.
    package func add(_ keys: [NoteVerifier]) throws {
        let log = try WitnessedLog(keys: keys)
        let place = "\(path)/\(Self.logs)/\(OriginHash.of(log.origin))"
        guard DurableFolder(path: place).names() == nil else {
            throw WitnessStateError("\(place): the log `\(log.origin)` is watched already")
        }
        // Made aside, so that a crash leaves no log without its checkpoint file.
        let aside = "\(place).new"
        if DurableFolder(path: aside).names() == nil { _ = try DurableFolder.make(aside) }
        let made = DurableFolder(path: aside)
        try made.replace("log.vkey", with: Array(log.keys.map { "\($0.vkey)\n" }.joined().utf8))
        try made.replace("checkpoint", with: [])
        guard unsafe rename(aside, place) == 0 else {
            throw DurableFolder.fault(place, "cannot be put in place")
        }
        try DurableFolder(path: "\(path)/\(Self.logs)").synchronize()
    }

    /// The logs with what was cosigned of them; throws when any of it is not whole.
    package func logs() throws -> [WitnessedLog] {
        let root = "\(path)/\(Self.logs)"
        guard let names = DurableFolder(path: root).names() else {
            throw DurableFolder.fault(root, "cannot be read")
        }
        return try names.filter { !$0.hasSuffix(".new") }.map { try log($0) }
    }

    /// Stores a cosigned checkpoint; only this makes the answer.
    ///
    /// When it throws, what is stored is the old or the new, and it is not known which: nothing more may be signed before
    /// it was read again.
    func store(_ pending: PendingCosignature) throws(WitnessStateError) -> WitnessAnswer {
        try DurableFolder(path: "\(path)/\(Self.logs)/\(pending.originHash)")
            .replace("checkpoint", with: pending.witnessed.note.encoded)
        return .cosigned(pending.line)
    }

    private func log(_ name: String) throws -> WitnessedLog {
        let place = DurableFolder(path: "\(path)/\(Self.logs)/\(name)")
        do {
            guard let text = try place.read("log.vkey"), let note = try place.read("checkpoint") else {
                throw WitnessStateError("expected `log.vkey` and `checkpoint`")
            }
            let keys = try String(decoding: text, as: UTF8.self).split(separator: "\n")
                .map { try NoteVerifier(vkey: String($0)) }
            var log = try WitnessedLog(keys: keys)
            guard OriginHash.of(log.origin) == name else {
                throw WitnessStateError("expected the folder of `\(log.origin)`")
            }
            if !note.isEmpty { try log.restore(note, witness: signer.verifier) }
            return log
        } catch {
            throw WitnessStateError("\(place.path): \(error)")
        }
    }

    private static func signer(_ folder: DurableFolder) throws -> WitnessSigner {
        guard let pem = try folder.read("witness.key"), let text = try folder.read(publicKeyFile),
            let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first
        else { throw WitnessStateError("\(folder.path): expected `witness.key` and `witness.vkey`") }
        let stated = try WitnessVerifier(vkey: String(line))
        let signer = try WitnessSigner(name: stated.name, key: PrivateKey(pem: pem))
        guard signer.verifier == stated else {
            throw WitnessStateError("\(folder.path): `witness.key` is not the key of `witness.vkey`")
        }
        return signer
    }

    /// The file with the public key, which anybody may read.
    package static let publicKeyFile = "witness.vkey"

    private static let logs = "logs"
}
