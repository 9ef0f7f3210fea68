package import Cryptography
package import Decisions
internal import StrictJSON

/// Finds the one organisation that a verified client certificate belongs to.
///
/// By public-key pin, or by the single URI name below an authority that the bundle names by key digest. Never by
/// common name, and never by a name under another authority than the registered one.
package struct ClientDirectory: Sendable {
    private let pins: [SHA256Digest: Organisation]
    private let names: [Name: Organisation]
    /// The key digests of the authorities whose names count.
    package let authorities: Set<SHA256Digest>

    private struct Name: Hashable {
        let uri: ExactString
        let authority: SHA256Digest
    }

    /// A directory of a bundle's registry; the bundle has made sure that no identity leads to two organisations.
    package init(_ registry: Registry) {
        var pins: [SHA256Digest: Organisation] = [:]
        var names: [Name: Organisation] = [:]
        for organisation in registry.organisations {
            for identity in organisation.identities {
                switch identity {
                case .pin(let key): pins[key] = organisation
                case .uri(let uri, let authority): names[Name(uri: uri, authority: authority)] = organisation
                }
            }
        }
        self.pins = pins
        self.names = names
        authorities = Set(registry.authorities.map(\.key))
    }

    /// The organisation of a certificate whose chain was verified and whose issuer's key has the given digest.
    ///
    /// Throws `unregistered`, `severalNames` or `ambiguous`.
    package func organisation(
        of certificate: Certificate,
        issuedBy issuer: SHA256Digest
    ) throws(IdentityRefusal) -> Organisation {
        let uris = certificate.uriNames.map { ExactString($0) }
        let pinned = pins[certificate.publicKeyDigest]
        let named =
            authorities.contains(issuer) ? uris.compactMap { names[Name(uri: $0, authority: issuer)] } : []
        if let pinned {
            guard named.allSatisfy({ $0.name == pinned.name }) else { throw .ambiguous }
            return pinned
        }
        guard let organisation = named.first else { throw .unregistered }
        guard uris.count == 1 else { throw .severalNames }
        return organisation
    }
}
