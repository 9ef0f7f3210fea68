import Broker
import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import TLS

/// What a gate makes of a chain: whether it takes it, and whose it is.
struct GateView {
    /// Why the gate refuses the chain; nil when it takes it.
    let refusal: CertificateRefusal?
    /// The organisation that the policy set finds behind it, or why it finds none; nil when no set was named.
    let organisation: Result<ExactString, IdentityRefusal>?
    /// What is wrong with revocation lists.
    let alarms: [String]

    /// Judges a chain, leaf first, as a gate with these authorities, lists and policies does at a moment.
    init(
        _ chain: [Certificate],
        authorities: String,
        lists: [String],
        policies: String?,
        at now: Timestamp
    ) throws {
        let authorities = try CertificateFile.all(authorities)
        var revocations = Revocations()
        var alarms: [String] = []
        for path in lists {
            let found = revocations.load(
                pem: try FileBytes.read(path),
                for: authorities + chain.filter(\.isAuthority)
            )
            alarms += found.map { "\(path): \($0)" }
        }
        self.alarms = alarms
        let registry = try policies.map { try Bundle(files: PolicyFolder.files(at: $0)).registry }
        let leaf = chain.first
        let isServer =
            leaf?.extendedKeyUsage?.contains(Certificate.serverAuthentication) == true
            && leaf?.extendedKeyUsage?.contains(Certificate.clientAuthentication) != true
        do throws(CertificateRefusal) {
            let client = try ChainJudge.accepted(
                chain,
                as: isServer ? .server : .client(pinnedKeys: registry.map(Self.pins) ?? []),
                under: authorities,
                revocations: revocations,
                at: now
            )
            refusal = nil
            organisation = isServer ? nil : registry.map { Self.organisation(of: client, in: $0) }
        } catch {
            refusal = error
            organisation = nil
        }
    }

    /// Whether the gate would let the certificate's holder ask anything.
    var isAccepted: Bool {
        if case .failure = organisation { return false }
        return refusal == nil
    }

    /// The lines for people.
    var lines: [String] {
        var lines = [refusal.map { "gate         refuses it: \($0)" } ?? "gate         accepts it"]
        switch organisation {
        case .success(let name): lines.append("organisation \(name)")
        case .failure(let refusal): lines.append("organisation none: \(refusal)")
        case nil: break
        }
        return lines
    }

    /// The members for programs.
    var json: JSONObject {
        var object: JSONObject = ["accepted": .bool(refusal == nil)]
        if let refusal { object.append("refusal", .string(ExactString("\(refusal)"))) }
        if case .success(let name) = organisation { object.append("organisation", .string(name)) }
        return object
    }

    private static func pins(of registry: Registry) -> Set<SHA256Digest> {
        Set(
            registry.organisations.flatMap(\.identities).compactMap { identity in
                if case .pin(let key) = identity { key } else { nil }
            }
        )
    }

    private static func organisation(
        of client: VerifiedClient,
        in registry: Registry
    ) -> Result<ExactString, IdentityRefusal> {
        guard let issuer = client.authorityKeys.first else { return .failure(.unregistered) }
        do throws(IdentityRefusal) {
            return .success(
                try ClientDirectory(registry).organisation(of: client.certificate, issuedBy: issuer).name
            )
        } catch { return .failure(error) }
    }
}
