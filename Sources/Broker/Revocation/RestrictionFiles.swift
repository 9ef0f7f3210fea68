package import Cryptography
import Decisions
package import PolicyControl
import StrictJSON
import TLS

/// Where restrictions are read from: the deny-list, the operator's folder of revocation lists, and our copies of the newest.
///
/// The answer depends on these files and on what the log remembers, never on the order in which files changed. The copies
/// make a newer list stay in force, until it ends, when somebody puts an older one or none in its place.
package struct RestrictionFiles: Sendable {
    /// The deny-list.
    package let denied: String
    /// The operator's folder of revocation lists; `nil` when there is none.
    package let lists: String?
    /// The folder of our copies.
    package let copies: String

    /// Restrictions in files at these paths.
    package init(denied: String, lists: String?, copies: String) {
        self.denied = denied
        self.lists = lists
        self.copies = copies
    }

    /// Reads everything anew; never fails, since whatever cannot be read refuses those whom it could have named.
    ///
    /// - Parameters:
    ///   - authorities: those whose lists are looked for.
    ///   - known: what is denied already, whether the file still says so or not.
    ///   - newest: the highest number ever taken, by the digest of the issuer's key.
    /// - Returns: what is to be put in force, what of it is new, and what somebody must look at.
    package func read(
        for authorities: [Certificate],
        knowing known: DenyList = DenyList(),
        newest: [SHA256Digest: UInt64] = [:]
    ) -> Restrictions {
        var reading = Reading(authorities: authorities, denied: known, newest: newest)
        reading.readDenyList(denied)
        for authority in Set(authorities.map(\.publicKeyDigest)) {
            reading.readCopy(copy(of: authority), authority)
        }
        if let lists { reading.readFolder(lists) }
        return reading.end(knowing: newest)
    }

    /// Keeps a copy of each list that was taken.
    ///
    /// - Throws: `FileBytes.Failure`; what was kept before stays.
    package func keep(_ restrictions: Restrictions) throws(FileBytes.Failure) {
        guard !restrictions.taken.isEmpty else { return }
        try FileBytes.createFolder(copies, mode: 0o700)
        for (record, der) in restrictions.taken { try FileBytes.replace(copy(of: record.issuer), with: der) }
    }

    /// The alarm of a folder of lists that cannot be read.
    static func unreadable(_ folder: String) -> Alarm {
        Alarm(
            subject: .revocationList,
            problem: "\(folder): the folder of revocation lists cannot be read; every client is refused"
        )
    }

    /// Every file there is, for noticing that one changed.
    var paths: [String] {
        [denied] + (lists.map { [$0] + Self.lists(in: $0) } ?? [])
    }

    private func copy(of authority: SHA256Digest) -> String { "\(copies)/\(authority.hex).crl" }

    /// The revocation lists in a folder, by their paths; none when it cannot be read.
    private static func lists(in folder: String) -> [String] {
        (FileBytes.names(in: folder) ?? []).filter(isList).map { "\(folder)/\($0)" }
    }

    private static func isList(_ name: String) -> Bool {
        !name.hasPrefix(".") && [".pem", ".crl", ".der"].contains { name.hasSuffix($0) }
    }

    /// Bytes that a list may have at most; a million revoked certificates take about 40 MB.
    private static let listBytes = 64 << 20

    private struct Reading {
        let authorities: [Certificate]
        var denied: DenyList
        var revocations: Revocations
        var ders: [SHA256Digest: [UInt8]] = [:]
        var alarms: [Alarm] = []
        /// Keys whose clients are refused whatever other list is at hand.
        var blocked: Set<SHA256Digest> = []

        init(authorities: [Certificate], denied: DenyList, newest: [SHA256Digest: UInt64]) {
            self.authorities = authorities
            self.denied = denied
            revocations = Revocations(newestNumbers: newest)
        }

        mutating func readDenyList(_ path: String) {
            do {
                let file = try DenyList(parsing: try FileBytes.read(path))
                for lost in file.lacks(of: denied) {
                    alarm(
                        .denyList,
                        "\(path): no longer names \(lost.words), which the log says is denied; it stays denied"
                    )
                }
                denied.formUnion(file)
            } catch {
                let place = error is FileBytes.Failure ? "\(error)" : "\(path): \(error)"
                alarm(.denyList, "\(place); it could name anybody, so that every client is refused")
                blocked.formUnion(authorities.map(\.publicKeyDigest))
            }
        }

        mutating func readCopy(_ path: String, _ key: SHA256Digest) {
            guard FileBytes.exists(path) else { return }
            take(path, for: authorities.filter { $0.publicKeyDigest == key })
        }

        mutating func readFolder(_ folder: String) {
            guard FileBytes.names(in: folder) != nil else {
                add(RestrictionFiles.unreadable(folder))
                blocked.formUnion(authorities.map(\.publicKeyDigest))
                return
            }
            for path in RestrictionFiles.lists(in: folder) { take(path, for: authorities) }
        }

        private mutating func take(_ path: String, for authorities: [Certificate]) {
            do {
                let content = try FileBytes.read(path, atMost: RestrictionFiles.listBytes)
                // An authority publishes DER (RFC 5280 section 4.2.1.13), which begins with a SEQUENCE.
                let isDER = content.first == 0x30
                let blocks = isDER ? [content] : ((try? PEM.blocks(in: content)) ?? []).map(\.content)
                guard !blocks.isEmpty else { return load(pem: content, path, authorities) }
                for der in blocks {
                    let before = revocations.issuers
                    load(pem: PEM.encode(label: "X509 CRL", der), path, authorities)
                    for (key, issuer) in revocations.issuers where before[key] != issuer { ders[key] = der }
                }
            } catch {
                alarm(.revocationList, "\(error); \(Self.words(authorities)) are refused")
                blocked.formUnion(authorities.map(\.publicKeyDigest))
            }
        }

        private mutating func load(pem text: [UInt8], _ path: String, _ authorities: [Certificate]) {
            for found in revocations.load(pem: text, for: authorities) {
                alarm(.revocationList, "\(path): \(found)")
                guard case .unusable(let issuers, _) = found else { continue }
                for authority in authorities where issuers.contains(authority.subject) {
                    blocked.insert(authority.publicKeyDigest)
                }
            }
        }

        mutating func end(knowing newest: [SHA256Digest: UInt64]) -> Restrictions {
            for key in authorities.map(\.publicKeyDigest) where revocations.issuers[key] == nil {
                guard let number = newest[key], !blocked.contains(key) else { continue }
                blocked.insert(key)
                alarm(
                    .revocationList,
                    "no revocation list of the authority with the key \(key.hex) is at hand, and number \(number) was in force before; its clients are refused"
                )
            }
            for key in blocked { revocations.refuseAll(of: key) }
            revocations.deny(denied)
            let taken = revocations.issuers.compactMap { key, issuer -> (RevocationListRecord, [UInt8])? in
                guard newest[key].map({ $0 < issuer.number }) ?? true, let der = ders[key] else { return nil }
                let record = RevocationListRecord(
                    issuer: key,
                    number: issuer.number,
                    digest: .of(der),
                    nextUpdate: issuer.nextUpdate,
                    revoked: Int64(issuer.serials.count)
                )
                return (record, der)
            }
            return Restrictions(
                denied: denied,
                revocations: revocations,
                taken: taken.sorted { $0.0.issuer.hex < $1.0.issuer.hex }.map { (record: $0.0, der: $0.1) },
                alarms: alarms
            )
        }

        private mutating func alarm(_ subject: Alarm.Subject, _ problem: String) {
            add(Alarm(subject: subject, problem: problem))
        }

        private mutating func add(_ alarm: Alarm) { if !alarms.contains(alarm) { alarms.append(alarm) } }

        private static func words(_ authorities: [Certificate]) -> String {
            "the clients of " + authorities.map { "`\($0.subject)`" }.joined(separator: ", ")
        }
    }
}

extension Revocations {
    /// Puts a deny-list in force, beside the revocation lists.
    mutating func deny(_ denied: DenyList) {
        deniedCertificates = denied.certificates
        deniedKeys = denied.keys
        issuedBefore = denied.issuedBefore
    }
}

extension Denial {
    /// What is denied, in words.
    var words: String {
        switch self {
        case .certificate(let certificate): "certificate \(certificate.hex)"
        case .key(let key): "key \(key.hex)"
        case .issuedBefore(let moment, let authority):
            "what the authority with the key \(authority.hex) issued before \(moment.rfc3339)"
        }
    }
}
