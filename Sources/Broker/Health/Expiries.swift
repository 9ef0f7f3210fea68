package import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import TLS

/// Everything that ends by itself: certificates, revocation lists, the policy set.
package struct Expiries: Sendable {
    /// One thing and its end.
    package struct Item: Hashable, Sendable {
        /// The kinds, as metrics label them.
        package enum Kind: String, Sendable {
            case server
            case authority
            case revocationList = "revocation_list"
            case bundle
        }

        package let kind: Kind
        /// What it is, in words that name no person.
        package let name: String
        /// A fingerprint, a key's digest or a policy set's digest.
        package let digest: SHA256Digest
        package let end: Timestamp
        /// A certificate's or a list's beginning.
        package var begin: Timestamp?
        /// A revocation list's number.
        package var number: UInt64?
        /// How many certificates a list revokes.
        package var revoked: Int?

        /// Something that began and ends.
        package init(
            kind: Kind,
            name: String,
            digest: SHA256Digest,
            end: Timestamp,
            begin: Timestamp? = nil,
            number: UInt64? = nil,
            revoked: Int? = nil
        ) {
            self.kind = kind
            self.name = name
            self.digest = digest
            self.end = end
            self.begin = begin
            self.number = number
            self.revoked = revoked
        }
    }

    /// All of them: the server's certificates, the trusted authorities', the lists, the policy set.
    package let items: [Item]

    /// Items as given.
    package init(items: [Item]) { self.items = items }

    /// What ends, of a generation and the revocations in force.
    init(_ generation: Generation, _ revocations: Revocations) {
        self.init(generation.material, generation.bundle, revocations)
    }

    /// What ends, of the parts of a generation.
    init(_ material: Material, _ bundle: Bundle, _ revocations: Revocations) {
        let pinned = Set(bundle.registry.authorities.map(\.key))
        let authorities = material.authorities.filter { pinned.contains($0.publicKeyDigest) }
        items =
            material.identity.chain.map { Item(.server, $0) } + authorities.map { Item(.authority, $0) }
            + revocations.issuers.sorted { $0.key.hex < $1.key.hex }.map { key, issuer in
                Item(
                    kind: .revocationList,
                    name: material.authorities.first { $0.publicKeyDigest == key }.map { "\($0.subject)" }
                        ?? key.hex,
                    digest: key,
                    end: issuer.nextUpdate,
                    begin: issuer.thisUpdate,
                    number: issuer.number,
                    revoked: issuer.serials.count
                )
            }
            + (bundle.about.expires.map {
                [Item(kind: .bundle, name: bundle.about.name.value, digest: bundle.digest, end: $0)]
            } ?? [])
    }

    /// What somebody must renew, in a line each, from 30 days before its end, and as urgent from 7.
    ///
    /// A certificate or a list whose whole life is shorter than 30 days is named in the last third of it.
    package func warnings(at now: Timestamp) -> [String] {
        items.compactMap { item in
            guard !item.isEarly(at: now), let warning = Expiry.warning(of: item.end, at: now) else {
                return nil
            }
            let isUrgent = Expiry(of: item.end, at: now) >= .urgent
            return "\(isUrgent ? "urgent: " : "")\(item.words) \(warning) (\(item.end.rfc3339))"
        }
    }
}

extension Expiries.Item {
    fileprivate init(_ kind: Kind, _ certificate: Certificate) {
        self.init(
            kind: kind,
            name: "\(certificate.subject)",
            digest: certificate.fingerprint,
            end: certificate.notAfter,
            begin: certificate.notBefore
        )
    }

    /// Whether more than the last third is left of a life that is shorter than the 30 days of a warning.
    fileprivate func isEarly(at now: Timestamp) -> Bool {
        guard let begin else { return false }
        let life = end.seconds - begin.seconds
        return life < 30 * 86_400 && end.seconds - now.seconds > life / 3
    }

    /// What it is, for people.
    var words: String {
        switch kind {
        case .server: "the server's certificate `\(name)`"
        case .authority: "the client authority `\(name)`"
        case .revocationList: "the revocation list of `\(name)`"
        case .bundle: "the policy set `\(name)`"
        }
    }
}
