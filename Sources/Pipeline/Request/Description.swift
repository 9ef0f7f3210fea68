import Cryptography
import Decisions
import Rekognition
import StrictJSON
import Warrants

/// A request as it is being understood, step by step; the first thing that is wrong is kept and ends nothing else.
struct Description {
    private let request: IncomingRequest
    /// Whose the request is by the bundle that decides; nil when it is nobody's any more.
    private let organisation: Organisation?
    private var call: RekognitionRequest?
    private var evidence: WarrantEvidence = .absent
    private(set) var stated = StatedFacts()
    private(set) var error: RekognitionError?
    private(set) var warrantExplanation: String?

    /// A request of whom the deciding bundle takes its sender for; it must still be whom the request came from.
    init(_ request: IncomingRequest, by known: Organisation?) {
        self.request = request
        organisation = known?.name == request.organisation.name ? known : nil
        guard organisation != nil else {
            error = RekognitionError(
                .accessDenied,
                "unknown_client: the policy set in force no longer registers the certificate for this organisation"
            )
            return
        }
        do throws(StatedFacts.Refusal) {
            stated = try StatedFacts(fields: request.fields)
        } catch {
            self.error = RekognitionError(.invalidParameter, error.message)
        }
    }

    /// Reads the body as the operation's request.
    mutating func read(pages: PageTokens) -> RekognitionRequest? {
        if request.isOversize {
            error = error ?? .oversize(request.operation)
            return nil
        }
        do throws(RekognitionError) {
            let call = try RekognitionRequest.parse(
                request.operation,
                body: request.body,
                client: request.organisation.name,
                pages: pages
            )
            self.call = call
            if call.call == nil { error = error ?? .unserved(request.operation) }
            return call
        } catch {
            self.error = self.error ?? error
            return nil
        }
    }

    /// Verifies the token, if one was presented: it becomes facts, or the reason for the refusal.
    mutating func verify(by verifier: WarrantVerifier, registry: Registry) -> VerifiedWarrant? {
        guard let organisation, let token = stated.warrant else { return nil }
        let party =
            stated.onBehalfOf.map { registry.organisation(named: $0)?.subject }
            ?? organisation.subject
        let verdict = verifier.verify(
            token.bytes,
            certificate: request.certificateFingerprint,
            subject: party,
            request: scope,
            now: request.receivedAt
        )
        switch verdict {
        case .verified(let warrant):
            evidence = .verified(warrant.facts)
            return warrant
        case .refused(let refused, let explanation):
            evidence = .refused(refused)
            warrantExplanation = explanation
            return nil
        }
    }

    private var scope: WarrantScope {
        WarrantScope(
            operation: request.operation,
            collection: call?.collection,
            probes: call?.probes.map { SHA256Digest.of($0) } ?? [],
            targets: call?.targets.map { SHA256Digest.of($0) } ?? [],
            purpose: stated.purpose ?? organisation?.defaultPurpose,
            imageSource: stated.imageSource,
            mode: Mode(of: request.operation, imageSource: stated.imageSource),
            similarityThreshold: call?.similarityThreshold,
            maximumResults: call?.maximumResults
        )
    }

    /// Everything the decision may depend on.
    func facts(digester: KeyedDigester) -> RequestFacts {
        RequestFacts(
            now: request.receivedAt,
            organisation: request.organisation.name,
            certificate: request.certificateFingerprint,
            operation: request.operation,
            collection: call?.collection,
            onBehalfOf: stated.onBehalfOf,
            purpose: stated.purpose,
            imageSource: stated.imageSource,
            similarityThreshold: call?.similarityThreshold,
            maximumResults: call?.maximumResults,
            probes: call?.probes.map { digester.image(.of($0)) } ?? [],
            targets: call?.targets.map { digester.image(.of($0)) } ?? [],
            claims: stated.claims,
            clientAddress: request.clientAddress,
            warrant: evidence,
            fault: organisation == nil ? Self.unknownClient : error?.fault
        )
    }

    private static let unknownClient = RequestFault(reason: .unknownClient, code: "AccessDeniedException")
}
