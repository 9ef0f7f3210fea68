import AuditLog
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
    /// The files it was made from.
    let material: Material
    private let directory: ClientDirectory

    /// What does not change from one generation to the next.
    struct Premises: Sendable {
        let revocations: RevocationSource
        let house: Judge.House
        let statuses: StatusFolder
        let clock: @Sendable () -> Timestamp
        let complain: @Sendable (String) -> Void
    }

    fileprivate init(_ prepared: PreparedGeneration, activatedAt: Int64, premises: Premises) {
        number = prepared.number
        material = prepared.material
        bundle = prepared.bundle
        directory = prepared.directory
        tls = prepared.tls
        judge = Judge(
            engine: prepared.engine,
            warrants: WarrantVerifier(
                trust: prepared.trust,
                statuses: premises.statuses,
                audience: premises.house.origin
            ),
            generation: prepared.number,
            bundleActivatedAt: activatedAt,
            house: premises.house,
            identify: { [directory] request in
                guard let certificate = request.certificate, let issuer = request.issuerKey else {
                    return nil
                }
                return try? directory.organisation(of: certificate, issuedBy: issuer)
            }
        )
    }

    /// The one organisation that a verified client belongs to, or `nil`.
    func organisation(of client: VerifiedClient) -> Organisation? {
        guard let issuer = client.authorityKeys.first else { return nil }
        return try? directory.organisation(of: client.certificate, issuedBy: issuer)
    }
}

/// A generation that is whole but for the index of the entry that puts it in force; nothing about it can fail any more.
struct PreparedGeneration: Sendable {
    /// The number it will have.
    let number: Int64
    /// The policy set.
    let bundle: Bundle
    /// The files it was made from.
    let material: Material
    /// The digests of the trusted authorities' keys.
    let authorityKeys: [SHA256Digest]
    fileprivate let directory: ClientDirectory
    fileprivate let trust: TrustList
    fileprivate let tls: TLSContext
    fileprivate let engine: Engine

    /// Builds everything that can fail, before the log names the set.
    ///
    /// - Throws: `BundleError`, `TLSError`, or `StartError` when no authority of the set is at hand.
    init(
        _ bundle: Bundle,
        of material: Material,
        number: Int64,
        revocations: RevocationSource,
        clock: @escaping @Sendable () -> Timestamp
    ) throws {
        self.number = number
        self.bundle = bundle
        self.material = material
        directory = ClientDirectory(bundle.registry)
        do {
            trust = try TrustList(json: .object(bundle.registry.courts))
        } catch {
            throw StartError("courts.json: \(error)")
        }
        do {
            _ = try RegisteredWitness.list(in: bundle.files)
        } catch {
            throw StartError("\(RegisteredWitness.path): \(error)")
        }
        let authorities = try Self.authorities(of: bundle, among: material.authorities)
        authorityKeys = authorities.map(\.publicKeyDigest)
        tls = try TLSContext(
            server: material.identity,
            clients: ClientTrust(
                authorities: authorities,
                rules: LeafRules(pinnedKeys: bundle.registry.pinnedKeys),
                revocations: revocations
            ),
            generation: UInt64(number),
            clock: clock
        )
        engine = try Engine(bundle)
    }

    /// Builds everything that can fail, on the premises of the running gate.
    init(_ bundle: Bundle, of material: Material, number: Int64, premises: Generation.Premises) throws {
        try self.init(
            bundle,
            of: material,
            number: number,
            revocations: premises.revocations,
            clock: premises.clock
        )
    }

    /// The generation, in force from the entry of an index on.
    func inForce(from index: Int64, premises: Generation.Premises) -> Generation {
        premises.statuses.trust(trust)
        return Generation(self, activatedAt: index, premises: premises)
    }

    /// The authorities at hand that the set pins by their keys.
    private static func authorities(of bundle: Bundle, among hand: [Certificate]) throws -> [Certificate] {
        let pinned = bundle.registry.authorities
        let found = hand.filter { certificate in pinned.contains { $0.key == certificate.publicKeyDigest } }
        guard !found.isEmpty else {
            let expected = pinned.map { "`\($0.name)` (\($0.key.hex))" }.joined(separator: ", ")
            throw StartError(
                "none of the client authorities at hand is pinned by the policy set `\(bundle.about.name)`; it pins \(expected)"
            )
        }
        return found
    }
}

/// The generation in force: read by every request, replaced whole.
///
/// The log says which set is in force, and it alone: a prepared generation takes over at the first question after the log
/// names its set, so that no request is judged by a set that the log has already replaced.
final class CurrentGeneration: Sendable {
    private struct State {
        var current: Generation
        var prepared: PreparedGeneration?
    }

    private let state: Mutex<State>
    private let premises: Generation.Premises
    private let inForce: @Sendable () -> BundleInForce?

    /// Begins with a generation; `inForce` is what the log names now.
    init(
        _ first: Generation,
        premises: Generation.Premises,
        inForce: @escaping @Sendable () -> BundleInForce?
    ) {
        state = Mutex(State(current: first))
        self.premises = premises
        self.inForce = inForce
    }

    /// The generation in force now.
    var value: Generation {
        state.withLock { state in
            if let next = state.prepared, let named = inForce(), named.digest == next.bundle.digest {
                state.current = next.inForce(from: named.index, premises: premises)
                state.prepared = nil
            }
            return state.current
        }
    }

    /// Has a generation ready for when the log names its set; `nil` when it will not.
    func prepare(_ next: PreparedGeneration?) { state.withLock { $0.prepared = next } }
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
