import Cryptography
import Decisions
import Pipeline
import PolicyControl
import StrictJSON
import Synchronization
import TLS
import Warrants

/// What requests are judged by, as one immutable value: TLS context, policy set, registry, courts.
///
/// Built off to the side and published whole, or not at all.
struct Generation: Sendable {
    /// Its number, from 1; in every decision's entry.
    let number: Int64
    /// The policy set in force.
    let bundle: Bundle
    /// Certificates, authorities and rules of new connections, and of requests on open ones.
    let tls: TLSContext
    /// Describes and decides.
    let judge: Judge
    private let directory: ClientDirectory

    /// What does not change from one generation to the next.
    struct Premises: Sendable {
        let identity: TLSIdentity
        let clientAuthorities: [Certificate]
        let revocations: RevocationSource
        let house: Judge.House
        let statusFolder: String
        let clock: @Sendable () -> Timestamp
        let complain: @Sendable (String) -> Void
    }

    /// Builds a generation from a policy set that the log names.
    ///
    /// - Throws: `BundleError`, `TLSError`, or `StartError` when no authority of the set is at hand.
    init(_ bundle: Bundle, number: Int64, activatedAt: Int64, premises: Premises) throws {
        let directory = ClientDirectory(bundle.registry)
        let pinned = premises.clientAuthorities.filter { directory.authorities.contains($0.publicKeyDigest) }
        guard !pinned.isEmpty else {
            let expected = bundle.registry.authorities.map { "`\($0.name)` (\($0.key.hex))" }.joined(
                separator: ", "
            )
            throw StartError(
                "none of the client authorities at hand is pinned by the policy set `\(bundle.about.name)`; it pins \(expected)"
            )
        }
        let trust: TrustList
        do {
            trust = try TrustList(json: .object(bundle.registry.courts))
        } catch {
            throw StartError("courts.json: \(error)")
        }
        self.number = number
        self.bundle = bundle
        self.directory = directory
        tls = try TLSContext(
            server: premises.identity,
            clients: ClientTrust(
                authorities: pinned,
                rules: LeafRules(pinnedKeys: bundle.registry.pinnedKeys),
                revocations: premises.revocations
            ),
            generation: UInt64(number),
            clock: premises.clock
        )
        judge = Judge(
            engine: try Engine(bundle),
            warrants: WarrantVerifier(
                trust: trust,
                statuses: StatusFolder(
                    path: premises.statusFolder,
                    trust: trust,
                    complain: premises.complain
                ),
                audience: premises.house.origin
            ),
            generation: number,
            bundleActivatedAt: activatedAt,
            house: premises.house
        )
    }

    /// The one organisation that a verified client belongs to, or `nil`.
    func organisation(of client: VerifiedClient) -> Organisation? {
        guard let issuer = client.authorityKeys.first else { return nil }
        return try? directory.organisation(of: client.certificate, issuedBy: issuer)
    }
}

/// The generation in force: read by every request, replaced whole.
final class CurrentGeneration: Sendable {
    private let current: Mutex<Generation>

    init(_ first: Generation) { current = Mutex(first) }

    /// The generation in force now.
    var value: Generation { current.withLock { $0 } }

    /// Puts another generation in force.
    func publish(_ next: Generation) { current.withLock { $0 = next } }
}

extension Registry {
    /// The keys that are known by themselves; any other client needs exactly one URI name.
    fileprivate var pinnedKeys: Set<SHA256Digest> {
        Set(
            organisations.flatMap(\.identities).compactMap { identity in
                if case .pin(let key) = identity { key } else { nil }
            }
        )
    }
}
