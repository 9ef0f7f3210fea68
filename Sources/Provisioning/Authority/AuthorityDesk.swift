package import Cryptography
import Decisions
import PolicyControl
package import StrictJSON
import TLS

/// An authority at work: its folder locked, its key open.
///
/// Whatever it makes is judged as a gate would judge it before it is kept, kept before it is handed out, and kept durably.
package struct AuthorityDesk: ~Copyable {
    /// The folder.
    package let files: AuthorityFiles
    /// Who issues.
    package let authority: CertificateAuthority
    /// The certificates above, the issuer's first and the root last; empty for a root.
    package let above: [Certificate]
    /// What it issued and revoked.
    package private(set) var register: AuthorityRegister
    private let lock: AuthorityLock

    /// What an issued certificate comes as.
    package struct Issued: Sendable {
        /// The certificate.
        package let certificate: Certificate
        /// The certificate and what must be sent with it: everything up to the root, without the root.
        package let chain: [Certificate]
        /// The chain as a PEM file.
        package var pem: [UInt8] { chain.flatMap(\.pem) }
    }

    /// Opens an authority's folder; `passphrase` is asked for only when its key is encrypted.
    package init(
        _ files: AuthorityFiles,
        passphrase: () throws -> Redacted<[UInt8]>
    ) throws {
        // The lock comes first: what is read under it stays as it is.
        let lock = try AuthorityLock(of: files)
        let register = try AuthorityRegister(of: files)
        let known = try AuthorityDesk.certificates(of: files)
        let authority = try CertificateAuthority(
            certificate: known.own,
            key: AuthorityDesk.key(at: files.key, passphrase: passphrase)
        )
        self.files = files
        self.register = register
        self.authority = authority
        above = known.above
        self.lock = lock
    }

    /// The certificates of an authority, without its key and without the lock.
    package static func certificates(
        of files: AuthorityFiles
    ) throws -> (own: Certificate, above: [Certificate]) {
        let own = try CertificatesOfFile.read(files.certificate)
        guard let certificate = own.first, own.count == 1 else {
            throw IssuingError("\(files.certificate): \(own.count) certificates, expected one")
        }
        let isRoot = certificate.subject == certificate.issuer
        return (certificate, isRoot ? [] : try CertificatesOfFile.read(files.above))
    }

    // MARK: issuing

    /// Issues a certificate for a key that somebody else holds.
    package mutating func issue(
        _ order: CertificateOrder,
        forKey key: [UInt8],
        now: Timestamp
    ) throws -> Issued {
        guard key != authority.key.publicKey.subjectPublicKeyInfo else {
            throw IssuingError("the key is the authority's own")
        }
        let pin = SHA256Digest.of(key)
        guard !register.isCompromised(pin) else {
            throw IssuingError(
                "a certificate with the key \(pin) was revoked because somebody else may hold it: a new key was expected"
            )
        }
        for uri in order.names.uris { try register.require(ExactString(uri)) }
        let certificate = try authority.issue(try profile(of: order, now: now), forKey: key)
        try judge(certificate, order, now: now)
        let serial = Hex.encode(certificate.serial)
        guard register.certificate(ExactString(serial)) == nil else {
            throw IssuingError("the serial number \(serial) was given before")
        }
        try DurableFiles.create(certificate.pem, at: files.issued(serial), mode: 0o644)
        var changed = register
        changed.add(IssuedCertificate(certificate, kind: order.template.kind, name: ExactString(order.name)))
        try keep(changed)
        return Issued(certificate: certificate, chain: [certificate] + belowTheRoot)
    }

    /// This authority and those above it, without the root: what a certificate is sent with.
    private var belowTheRoot: [Certificate] {
        ([authority.certificate] + above).filter { $0.subject != $0.issuer }
    }

    private func profile(of order: CertificateOrder, now: Timestamp) throws -> CertificateProfile {
        let own = ([authority.certificate] + above)
        guard own.allSatisfy({ $0.isValid(at: now) }) else {
            throw IssuingError("\(files.certificate): the authority, or one above it, is not valid now")
        }
        let begin = own.map(\.notBefore).max() ?? now
        let end = own.map(\.notAfter).min() ?? now
        return try order.profile(
            from: max(begin, now.adding(seconds: -60 * order.template.backdatedMinutes)),
            now: now,
            latest: end,
            below: authority.certificate
        )
    }

    /// Refuses what a gate would refuse.
    private func judge(_ certificate: Certificate, _ order: CertificateOrder, now: Timestamp) throws {
        let chain = [certificate] + belowTheRoot
        let root = above.last ?? authority.certificate
        do throws(CertificateRefusal) {
            switch order.template.kind {
            case .client:
                try ChainJudge.accepted(chain, as: .client(pinnedKeys: []), under: [root], at: now)
            case .server: try ChainJudge.accepted(chain, as: .server, under: [root], at: now)
            case .issuing, .root:
                guard certificate.isSigned(by: authority.certificate), certificate.isAuthority else {
                    throw CertificateRefusal(.unsoundChain, "the authority's signature does not hold")
                }
            }
        } catch {
            throw IssuingError("not issued, since a gate would refuse it: \(error)")
        }
    }

    // MARK: revoking

    /// Revokes a certificate by its serial number; `isForeign` also one that the register does not know.
    package mutating func revoke(
        _ serial: ExactString,
        reason: RevocationReason,
        note: ExactString?,
        isForeign: Bool,
        now: Timestamp
    ) throws -> IssuedCertificate? {
        let known = register.certificate(serial)
        guard known != nil || isForeign else {
            throw IssuingError(
                "\(files.folder): serial number \(serial) was not issued here; `--not-issued-here` revokes it all the same"
            )
        }
        if let earlier = register.revocation(of: serial) {
            throw IssuingError(
                "serial number \(serial) was revoked at \(earlier.time) already (\(earlier.reason.rawValue))"
            )
        }
        var changed = register
        changed.add(RevokedCertificate(serial: serial, time: now, reason: reason, note: note))
        try keep(changed)
        return known
    }

    // MARK: publishing

    /// Signs a revocation list with everything revoked so far and puts it in place; it is stale after `days`.
    ///
    /// The number is kept before the list is signed: a crash in between skips a number, and never uses one twice.
    package mutating func publish(days: Int64?, now: Timestamp) throws -> CertificateRevocationList {
        let isRoot = above.isEmpty
        let allowed = isRoot ? Self.rootListDays : Self.listDays
        let days = days ?? (isRoot ? Self.usualRootListDays : Self.usualListDays)
        guard allowed.contains(days) else {
            throw IssuingError(
                "\(days) days: \(allowed.lowerBound) to \(allowed.upperBound) are allowed for a revocation list of \(isRoot ? "a root" : "an issuing authority")"
            )
        }
        guard authority.certificate.isValid(at: now) else {
            throw IssuingError("\(files.certificate): the authority is not valid now")
        }
        let nextUpdate = min(now.adding(seconds: days * 86_400), authority.certificate.notAfter)
        let number = max(register.listNumber, try publishedNumber()) + 1
        var changed = register
        changed.publish(number, nextUpdate: Timestamp(seconds: nextUpdate.seconds))
        try keep(changed)
        let list = try authority.revocationList(
            number: UInt64(number),
            thisUpdate: now,
            nextUpdate: nextUpdate,
            revocations: register.revoked.map(\.line)
        )
        guard list.isSigned(by: authority.certificate) else {
            throw IssuingError("the revocation list's signature does not hold")
        }
        try DurableFiles.replace(files.revocationList, with: list.pem)
        return list
    }

    /// The number of the list that stands in the folder; a register from a backup may know only of an earlier one.
    private func publishedNumber() throws -> Int64 {
        guard let content = try? DurableFiles.read(files.revocationList, atMost: 256 << 20) else { return 0 }
        let list: CertificateRevocationList
        do { list = try CertificateRevocationList(pem: content) } catch {
            throw IssuingError("\(files.revocationList): \(error); move it away to publish a new list")
        }
        return Int64(clamping: list.number)
    }

    private mutating func keep(_ changed: AuthorityRegister) throws {
        try DurableFiles.replace(files.register, with: changed.file)
        register = changed
    }

    private static func key(
        at path: String,
        passphrase: () throws -> Redacted<[UInt8]>
    ) throws -> PrivateKey {
        let content = try DurableFiles.read(path, atMost: 65_536)
        do {
            guard try PrivateKey.isEncrypted(pem: content) else { return try PrivateKey(pem: content) }
            return try PrivateKey(pem: content, passphrase: try passphrase())
        } catch let error as CryptographyError {
            throw IssuingError("\(path): \(error)")
        }
    }

    /// Days until a list is stale: an issuing authority's is renewed often, a root's key lies in a safe.
    private static let (listDays, usualListDays): (ClosedRange<Int64>, Int64) = (1...31, 7)
    private static let (rootListDays, usualRootListDays): (ClosedRange<Int64>, Int64) = (1...400, 180)
}
