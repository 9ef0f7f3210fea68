import Cryptography
import Decisions
import FrontEnd
import Pipeline
import Rekognition
import StrictJSON
import TLS

/// The Rekognition surface: from an HTTP request of a verified client to the gate, and back.
///
/// What is refused here, before the operation is known, is counted and summarised; everything after is an entry.
struct Surface<Log: Recorder, Core: MatchingCore>: Sendable {
    /// The gate for one request, made when the request is handed over.
    let gate: @Sendable (DecisionMark) -> Gate<Log, Core>
    let generation: @Sendable () -> Generation
    let refusals: RefusalCounter
    let budget: EntryBudget
    let clock: @Sendable () -> Timestamp
    /// Why the log takes nothing any more, if it does not.
    let failure: @Sendable () -> String?

    /// What the front end does with a request, decided from its head.
    static func route(_ head: RequestHead) -> Route {
        .among(["/": ["POST"]], for: head) { head in
            let target = head.value(of: targetField).map { ExactString($0) }
            guard let operation = try? RequestTarget.operation(target) else {
                return RequestLimits.maxPlainBodyBytes
            }
            return RequestLimits.maxBodyBytes(of: operation)
        }
    }

    /// Answers one request.
    func answer(_ request: HTTPRequest) async -> HTTPAnswer {
        let now = clock()
        guard let id = try? RequestID.make(at: now) else {
            return HTTPAnswer(status: 500, body: Array("no random bytes".utf8))
        }
        let certificate = request.client.certificate.fingerprint
        guard let organisation = generation().organisation(of: request.client) else {
            refusals.count(.unknownClient, certificate: certificate)
            let message =
                "unknown_client: the certificate is valid, but belongs to no organisation that the policy set registers; "
                + "its fingerprint is \(certificate.hex)"
            return HTTPAnswer(RekognitionError(.accessDenied, message), id)
        }
        if failure() != nil {
            refusals.count(.auditUnavailable, organisation: organisation.name, certificate: certificate)
            return HTTPAnswer(
                RekognitionError(
                    .internalServerError,
                    "audit_unavailable: nothing is decided while it cannot be recorded"
                ),
                id
            )
        }
        let operation: Operation
        do throws(RekognitionError) {
            operation = try RequestTarget.operation(
                request.value(of: Self.targetField).map { ExactString($0) }
            )
        } catch {
            refusals.count(.unknownOperation, organisation: organisation.name, certificate: certificate)
            return HTTPAnswer(error, id)
        }
        guard budget.take(organisation.name, at: now) else {
            refusals.count(.entryBudgetSpent, organisation: organisation.name, certificate: certificate)
            return Self.spent(budget, id, at: now)
        }
        let mark = DecisionMark()
        defer {
            let unused = EntryBudget.entriesPerRequest - mark.entries
            budget.giveBack(unused, of: organisation.name, takenAt: now)
        }
        let answer = await gate(mark).answer(
            IncomingRequest(
                id: id,
                receivedAt: now,
                organisation: organisation,
                certificateFingerprint: certificate,
                certificate: request.client.certificate,
                issuerKey: request.client.authorityKeys.first,
                clientAddress: ExactString(Self.address(request.peer)),
                operation: operation,
                invocationID: request.value(of: "amz-sdk-invocation-id").map { ExactString($0) },
                fields: request.facts.map { (ExactString($0.name), ExactString($0.value)) },
                body: request.body,
                isOversize: request.exceededBodyLimit != nil
            )
        )
        return HTTPAnswer(
            status: answer.status,
            fields: answer.fields.map { HeaderField($0.name, $0.value) },
            body: answer.body
        )
    }

    /// The refusal of an organisation whose entries of the day are spent.
    private static func spent(_ budget: EntryBudget, _ id: ExactString, at now: Timestamp) -> HTTPAnswer {
        let message =
            "entry_budget_spent: the organisation's \(budget.limit) entries of this day (UTC) are spent; the next day's begin at midnight"
        let response = RekognitionError(.throttling, message).response(requestID: id)
        let fields = response.fields.map { HeaderField($0.name, $0.value) }
        let left = 86_400 - now.seconds % 86_400
        return HTTPAnswer(
            status: response.status,
            fields: fields + [HeaderField("retry-after", "\(left)")],
            body: response.body
        )
    }

    private static var targetField: String { "x-amz-target" }

    /// The address without its port: `127.0.0.1` of `127.0.0.1:5000`, `::1` of `[::1]:5000`.
    private static func address(_ peer: String) -> String {
        guard let colon = peer.utf8.lastIndex(of: UInt8(ascii: ":")) else { return peer }
        let host = peer[..<colon]
        return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
    }
}

extension HTTPAnswer {
    fileprivate init(_ error: RekognitionError, _ id: ExactString) {
        let response = error.response(requestID: id)
        self.init(
            status: response.status,
            fields: response.fields.map { HeaderField($0.name, $0.value) },
            body: response.body
        )
    }
}
