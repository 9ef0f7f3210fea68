package import Cryptography
internal import Decisions
internal import PolicyControl
package import StrictJSON

/// An authority's certificates as they stand at a moment, and what needs somebody's attention.
package struct AuthorityReport: Sendable {
    /// One certificate and how it stands.
    package struct Line: Sendable {
        /// What the register says of it.
        package let certificate: IssuedCertificate
        /// How it stands.
        package let state: State
    }

    /// How a certificate stands.
    package enum State: Hashable, Sendable {
        /// Its end is that near.
        case valid(Expiry)
        /// A later one of the same kind and name is there, so that its end matters to nobody.
        case replaced
        /// It was revoked.
        case revoked(RevokedCertificate)
    }

    /// Every certificate that was issued, oldest first.
    package let certificates: [Line]
    /// What needs attention, a line each; lowercase, without a full stop.
    package private(set) var attention: [String] = []

    private let now: Timestamp
    private let own: Certificate
    private let above: [Certificate]
    private let register: AuthorityRegister
    private let list: CertificateRevocationList?

    /// Reads the folder of an authority; neither its key nor its lock is needed.
    package init(of files: AuthorityFiles, at now: Timestamp) throws {
        self.now = now
        register = try AuthorityRegister(of: files)
        (own, above) = try AuthorityDesk.certificates(of: files)
        list = register.listNumber > 0 ? try Self.list(at: files.revocationList) : nil
        certificates = register.issued.map { [register] certificate in
            let state: State =
                if let revocation = register.revocation(of: certificate.serial) {
                    .revoked(revocation)
                } else if register.isReplaced(certificate) { .replaced } else {
                    .valid(Expiry(of: certificate.notAfter, at: now))
                }
            return Line(certificate: certificate, state: state)
        }
        attention = authorityWarnings() + listWarnings() + certificates.compactMap(warning)
    }

    private static func list(at path: String) throws -> CertificateRevocationList? {
        guard let content = try? DurableFiles.read(path, atMost: 256 << 20) else { return nil }
        do { return try CertificateRevocationList(pem: content) } catch {
            throw IssuingError("\(path): \(error)")
        }
    }

    private func authorityWarnings() -> [String] {
        ([own] + above).compactMap { certificate in
            Expiry.warning(of: certificate.notAfter, at: now).map {
                "authority `\(certificate.subject)`: \($0)"
            }
        }
    }

    private func listWarnings() -> [String] {
        let listed = list?.revokedSerials ?? []
        let missing = register.revoked.count { !listed.contains(Hex.decode($0.serial.value) ?? []) }
        var warnings: [String] = []
        if missing > 0 {
            warnings.append(
                "revocation list: \(missing) revoked since the newest was signed; publish one with `abeyance cert crl`"
            )
        }
        if let list, list.nextUpdate.seconds - now.seconds <= 86_400 {
            warnings.append(
                list.nextUpdate < now
                    ? "revocation list: stale since \(list.nextUpdate)"
                    : "revocation list: stale at \(list.nextUpdate), within a day"
            )
        }
        return warnings
    }

    private func warning(_ line: Line) -> String? {
        guard case .valid(let expiry) = line.state, expiry > .far else { return nil }
        let certificate = line.certificate
        if expiry == .past, now.seconds - certificate.notAfter.seconds > 30 * 86_400 { return nil }
        return Expiry.warning(of: certificate.notAfter, at: now).map {
            "\(certificate.kind.rawValue) `\(certificate.name)` (\(certificate.serial)): \($0)"
        }
    }
}

extension AuthorityReport {
    /// The lines for people: the authority, its newest list, then a line a certificate.
    package var lines: [String] {
        let prefix = register.uriPrefix.map { ", clients below \($0)" } ?? ""
        let listed =
            list.map { "number \($0.number), \($0.revokedSerials.count) revoked, stale at \($0.nextUpdate)" }
            ?? "none yet"
        return [
            "authority  \(own.subject), until \(own.notAfter)\(prefix)",
            "list       \(listed)",
        ]
            + certificates.map { line in
                let certificate = line.certificate
                return "\(certificate.serial)  \(certificate.kind.rawValue)  \(certificate.name)  until "
                    + "\(certificate.notAfter)  \(words(line))"
            }
    }

    /// The same for programs.
    package var json: JSONObject {
        var authority: JSONObject = [
            "subject": .string(ExactString("\(own.subject)")), "keyPin": .digest(own.publicKeyDigest),
            "notAfter": .timestamp(own.notAfter),
        ]
        authority.appendPresent("uriPrefix", register.uriPrefix)
        var object: JSONObject = ["authority": .object(authority)]
        if let list {
            object.append(
                "revocationList",
                [
                    "number": .integer(Int64(clamping: list.number)),
                    "nextUpdate": .timestamp(list.nextUpdate),
                    "revoked": .integer(Int64(list.revokedSerials.count)),
                ]
            )
        }
        object.append("certificates", .array(certificates.map { .object(json(of: $0)) }))
        object.append("attention", .strings(attention.map { ExactString($0) }))
        return object
    }

    private func json(of line: Line) -> JSONObject {
        var object = line.certificate.json
        switch line.state {
        case .valid(let expiry):
            object.append("state", .string(ExactString(expiry == .past ? "expired" : "valid")))
            object.append("expiry", .string(ExactString(expiry.rawValue)))
        case .replaced: object.append("state", "replaced")
        case .revoked(let revocation):
            object.append("state", "revoked")
            object.append("revokedAt", .timestamp(revocation.time))
            object.append("reason", revocation.reason.json)
            object.appendPresent("note", revocation.note)
        }
        return object
    }

    private func words(_ line: Line) -> String {
        switch line.state {
        case .valid: Expiry.warning(of: line.certificate.notAfter, at: now) ?? "valid"
        case .replaced: "replaced"
        case .revoked(let revocation): "revoked \(revocation.time) (\(revocation.reason.rawValue))"
        }
    }
}
