package import Cryptography
import Decisions
import Glibc
import PolicyControl
package import StrictJSON
import TLS

/// Makes an authority's folder, whole or not at all.
package enum AuthorityFounding {
    /// What a new authority starts with.
    package struct Plan: Sendable {
        /// Its certificate.
        package var order: CertificateOrder
        /// The algorithm of its key; nil for what the profile says.
        package var algorithm: SignatureAlgorithm?
        /// What its clients' URIs begin with; nil when it names no clients.
        package var uriPrefix: ExactString?
        /// What its key is encrypted with; nil leaves it readable by the folder's owner.
        package var passphrase: Redacted<[UInt8]>?

        /// A plan.
        package init(
            _ order: CertificateOrder,
            algorithm: SignatureAlgorithm? = nil,
            uriPrefix: ExactString? = nil,
            passphrase: Redacted<[UInt8]>? = nil
        ) {
            self.order = order
            self.algorithm = algorithm
            self.uriPrefix = uriPrefix
            self.passphrase = passphrase
        }
    }

    /// Makes a root in a folder that does not exist yet, or is empty.
    package static func root(_ plan: Plan, in folder: String, now: Timestamp) throws -> Certificate {
        let order = try checked(plan)
        let key = try PrivateKey.generate(plan.algorithm ?? order.template.key)
        let profile = try order.profile(
            from: now.adding(seconds: -60 * order.template.backdatedMinutes),
            now: now,
            latest: nil,
            below: nil
        )
        try requireVacant(folder)
        let authority = try CertificateAuthority.create(profile, key: key)
        try prove(authority, above: [], now: now)
        try make(folder, authority, above: [], plan)
        return authority.certificate
    }

    /// Makes an authority below another, whose desk issues its certificate.
    package static func issuing(
        _ plan: Plan,
        in folder: String,
        under parent: inout AuthorityDesk,
        now: Timestamp
    ) throws -> Certificate {
        let order = try checked(plan)
        let key = try PrivateKey.generate(plan.algorithm ?? order.template.key)
        try requireVacant(folder)
        let issued = try parent.issue(order, forKey: key.publicKey.subjectPublicKeyInfo, now: now)
        let authority = try CertificateAuthority(certificate: issued.certificate, key: key)
        let above = [parent.authority.certificate] + parent.above
        try prove(authority, above: above, now: now)
        try make(folder, authority, above: above, plan)
        return issued.certificate
    }

    /// The plan's order, with the limit that its prefix of URIs asks for.
    private static func checked(_ plan: Plan) throws(IssuingError) -> CertificateOrder {
        var order = plan.order
        guard order.template.kind.isAuthority else {
            throw IssuingError(
                "a profile for a \(order.template.kind.rawValue), one for an authority was expected"
            )
        }
        guard let prefix = plan.uriPrefix else { return order }
        guard let host = URIPrefix.host(prefix) else {
            throw IssuingError(
                "`\(Printable.text(prefix.value))` is no prefix of URIs: `spiffe://HOST/…/` was expected"
            )
        }
        let limit = NameConstraints.Subtree.uri(Array(host.utf8))
        let given = order.nameConstraints
        if given?.permitted?.contains(where: { if case .uri = $0 { true } else { false } }) != true {
            order.nameConstraints = NameConstraints(
                permitted: (given?.permitted ?? []) + [limit],
                excluded: given?.excluded
            )
        }
        return order
    }

    /// Shows, with a certificate for a key that is thrown away, that a gate accepts what the authority will issue.
    private static func prove(_ authority: CertificateAuthority, above: [Certificate], now: Timestamp) throws
    {
        let probe = try authority.issue(
            CertificateProfile(
                .client,
                commonName: "probe",
                notBefore: authority.certificate.notBefore,
                notAfter: now.adding(seconds: 60)
            )
        )
        do throws(CertificateRefusal) {
            try ChainJudge.accepted(
                [probe.certificate, authority.certificate] + above,
                as: .client(pinnedKeys: [probe.certificate.publicKeyDigest]),
                under: [above.last ?? authority.certificate],
                at: now
            )
        } catch {
            throw IssuingError("not made, since a gate would refuse its clients: \(error)")
        }
    }

    private static func requireVacant(_ folder: String) throws(IssuingError) {
        if unsafe access(folder, F_OK) == 0, unsafe rmdir(folder) != 0 {
            throw IssuingError("\(folder): something is there already; name a folder that does not exist yet")
        }
    }

    /// Everything is made aside and put in place by one renaming.
    private static func make(
        _ folder: String,
        _ authority: CertificateAuthority,
        above: [Certificate],
        _ plan: Plan
    ) throws {
        var folder = folder
        while folder.utf8.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let aside = AuthorityFiles("\(folder).new-\(getpid())")
        guard unsafe mkdir(aside.folder, 0o700) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw IssuingError("\(aside.folder): cannot be made: \(reason)")
        }
        let key =
            if let passphrase = plan.passphrase { try authority.key.pem(passphrase: passphrase) } else {
                try authority.key.pem()
            }
        try DurableFiles.create(key, at: aside.key, mode: 0o600)
        try DurableFiles.create(authority.certificate.pem, at: aside.certificate, mode: 0o644)
        if !above.isEmpty { try DurableFiles.create(above.flatMap(\.pem), at: aside.above, mode: 0o644) }
        let register = AuthorityRegister(uriPrefix: plan.uriPrefix)
        try DurableFiles.create(register.file, at: aside.register, mode: 0o600)
        try DurableFiles.create([], at: aside.lock, mode: 0o600)
        try DurableFiles.createFolder(aside.issued)
        try DurableFiles.syncFolder(aside.folder)
        guard unsafe rename(aside.folder, folder) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw IssuingError("\(folder): cannot be put in place: \(reason)")
        }
        try DurableFiles.syncFolder(DurableFiles.parent(of: folder))
    }
}
