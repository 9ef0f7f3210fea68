import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import TLS

/// Everything that ends by itself: certificates, revocation lists, the policy set.
struct Expiries: Sendable {
    /// One thing and its end.
    struct Item: Hashable, Sendable {
        /// The kinds, as metrics label them.
        enum Kind: String, Sendable {
            case server
            case authority
            case revocationList = "revocation_list"
            case bundle
        }

        let kind: Kind
        /// What it is, in words that name no person.
        let name: String
        /// A fingerprint, a key's digest or a policy set's digest.
        let digest: SHA256Digest
        let end: Timestamp
        /// A certificate's beginning.
        var begin: Timestamp?
        /// A revocation list's number.
        var number: UInt64?
        /// How many certificates a list revokes.
        var revoked: Int?
    }

    /// All of them: the server's certificates, the trusted authorities', the lists, the policy set.
    let items: [Item]

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
                    number: issuer.number,
                    revoked: issuer.serials.count
                )
            }
            + (bundle.about.expires.map {
                [Item(kind: .bundle, name: bundle.about.name.value, digest: bundle.digest, end: $0)]
            } ?? [])
    }

    /// What somebody must renew, in a line each, from 30 days before its end and again in other words from 7.
    ///
    /// A certificate made for a shorter time is named in the last third of it, a revocation list on its last day.
    func warnings(at now: Timestamp) -> [String] {
        items.compactMap { item in
            let left = item.end.seconds - now.seconds
            if item.kind == .revocationList, left > 86_400 { return nil }
            if let begin = item.begin, left > (item.end.seconds - begin.seconds) / 3 { return nil }
            return Expiry.warning(of: item.end, at: now).map { "\(item.words) \($0) (\(item.end.rfc3339))" }
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
