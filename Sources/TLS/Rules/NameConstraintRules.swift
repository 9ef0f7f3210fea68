internal import Cryptography

/// Name constraints over a whole chain (RFC 5280 sections 4.2.1.10 and 6.1.3 (b), (c)).
///
/// OpenSSL has judged them too; here wildcards count as every name that they stand for, limits must have the form of
/// their kind, and an asterisk before an `@` is a letter like any other. Directory names are left to OpenSSL.
enum NameConstraintRules {
    static func refusal(of chain: [Certificate]) -> CertificateRefusal? {
        for (position, authority) in chain.enumerated() {
            guard let constraints = authority.extensions.nameConstraints else { continue }
            let all = (constraints.permitted ?? []) + (constraints.excluded ?? [])
            guard all.allSatisfy(isWellFormed) else {
                return CertificateRefusal(
                    .nameConstraint,
                    "a name constraint does not have the form of its kind"
                )
            }
            for (below, certificate) in chain[..<position].enumerated() {
                // Certificates by which an authority renews itself are not names that it vouches for.
                if below > 0, certificate.subject == certificate.issuer { continue }
                if let refusal = refusal(of: certificate, under: constraints) { return refusal }
            }
        }
        return nil
    }

    private static func refusal(
        of certificate: Certificate,
        under constraints: NameConstraints
    ) -> CertificateRefusal? {
        for name in ConstrainedName.all(of: certificate) {
            let permitted = (constraints.permitted ?? []).filter { name.isOfKind($0) }
            guard permitted.isEmpty || permitted.contains(where: { name.lies(in: $0) }) else {
                return CertificateRefusal(.nameConstraint, "`\(name)` is not among the permitted names")
            }
            guard !(constraints.excluded ?? []).contains(where: { name.touches($0) }) else {
                return CertificateRefusal(.nameConstraint, "`\(name)` is an excluded name")
            }
        }
        return nil
    }

    private static func isWellFormed(_ subtree: NameConstraints.Subtree) -> Bool {
        switch subtree {
        case .dns(let host): return host.isEmpty || NameSyntax.isHost(host)
        case .mail(let name):
            if name.contains(UInt8(ascii: "@")) { return NameSyntax.mailbox(name) != nil }
            return isHostOrDomain(name)
        case .uri(let name): return isHostOrDomain(name)
        case .address(let bytes): return isAddressRange(bytes)
        case .other: return true
        }
    }

    private static func isHostOrDomain(_ name: [UInt8]) -> Bool {
        NameSyntax.isHost(name.first == UInt8(ascii: ".") ? name.dropFirst() : name[...])
    }

    /// An address and a mask whose ones come first (RFC 4632).
    private static func isAddressRange(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 8 || bytes.count == 32 else { return false }
        let mask = bytes[(bytes.count / 2)...]
        let rest = mask.drop { $0 == 0xff }
        guard let first = rest.first else { return true }
        return ~first & (~first &+ 1) == 0 && rest.dropFirst().allSatisfy { $0 == 0 }
    }
}
