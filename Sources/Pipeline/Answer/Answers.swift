import CoreProtocol
import Cryptography
package import Decisions
package import Rekognition
package import StrictJSON

/// How the answers to one request are made: refusals in plain words, results filtered and written anew.
package struct Answers: Sendable {
    private let requestID: ExactString
    private let origin: ExactString
    private let digester: KeyedDigester
    private let error: RekognitionError?
    private let warrantExplanation: String?
    private let isUnderWarrant: Bool
    private let renderer: ResponseRenderer?

    /// The answers to one described request.
    package init(
        requestID: ExactString,
        origin: ExactString,
        digester: KeyedDigester,
        error: RekognitionError?,
        warrantExplanation: String?,
        isUnderWarrant: Bool,
        renderer: ResponseRenderer?
    ) {
        self.requestID = requestID
        self.origin = origin
        self.digester = digester
        self.error = error
        self.warrantExplanation = warrantExplanation
        self.isUnderWarrant = isUnderWarrant
        self.renderer = renderer
    }

    /// The answer to a recorded refusal: which rule, why, what would change it, and the decision's number.
    func refused(_ refusal: consuming RecordedRefusal) -> GateAnswer {
        let receipt = refusal.receipt
        let number = number(of: receipt)
        if let error {
            let numbered = RekognitionError(error.type, "\(error.message) (\(number))")
            return answer(numbered.response(requestID: requestID), under: receipt)
        }
        let codes = refusal.ruling.clientReasons.map(\.rawValue).joined(separator: ", ")
        let why = refusal.ruling.explanation?.message ?? "refused"
        var sentences = ["\(codes): \(why)"]
        if let warrantExplanation { sentences.append(warrantExplanation) }
        sentences.append(number)
        let denied = RekognitionError(.accessDenied, sentences.joined(separator: "; "))
        return answer(denied.response(requestID: requestID), under: receipt)
    }

    /// The answer when the log took no decision: the request is refused, and nobody learns more than that.
    func undecided(_ why: AppendRefusal) -> GateAnswer {
        let error = RekognitionError(
            .internalServerError,
            "refused (\(why.reason.rawValue)): the decision could not be recorded"
        )
        return GateAnswer(error.response(requestID: requestID))
    }

    /// The answer when the log took the decision and not the outcome: what the core said is released to nobody.
    func unreleased(_ decision: Receipt, _ why: AppendRefusal) -> GateAnswer {
        let message =
            "refused (\(why.reason.rawValue)): what came of \(number(of: decision)) could not be recorded"
        let error = isUnderWarrant ? spent(message) : RekognitionError(.internalServerError, message)
        return answer(error.response(requestID: requestID), under: decision)
    }

    /// The answer to a core's response, withheld until its outcome is recorded.
    ///
    /// - Throws: `JSONError` when the outcome cannot be written in the log's canonical form.
    func withheld(_ response: CoreResponse, decided receipt: Receipt) throws(JSONError) -> WithheldAnswer {
        switch response.result {
        case .success(let reply) where reply.id == UInt64(exactly: receipt.index):
            return try withheld(reply, response, receipt)
        case .success:
            return try withheld(
                "the matching core answered another request",
                code: "core_answer_unfitting",
                beforeMatching: false,
                response,
                receipt
            )
        case .failure(let unavailable):
            return try withheld(
                "the matching core gave no answer",
                code: "core_unavailable",
                beforeMatching: unavailable.isBeforeMatching,
                response,
                receipt
            )
        }
    }

    private func withheld(
        _ message: String,
        code: ExactString,
        beforeMatching: Bool,
        _ response: CoreResponse,
        _ receipt: Receipt
    ) throws(JSONError) -> WithheldAnswer {
        let error = failure(message, beforeMatching: beforeMatching)
        return try WithheldAnswer(
            answer(error.response(requestID: requestID), under: receipt),
            until: OutcomeRecord(
                decision: receipt.index,
                result: .failed(code: code, beforeMatching: beforeMatching),
                model: nil,
                duration: response.duration
            ),
            at: response.receivedAt
        )
    }

    private func withheld(
        _ reply: CoreReply,
        _ response: CoreResponse,
        _ receipt: Receipt
    ) throws(JSONError) -> WithheldAnswer {
        let model = OutcomeRecord.Model(
            core: reply.model.core,
            name: reply.model.name,
            version: reply.model.version
        )
        let result: OutcomeRecord.Result
        let written: RekognitionResponse
        do throws(RekognitionError) {
            guard let renderer else { throw RekognitionError(.internalServerError, "no request to answer") }
            written = try renderer.response(reply, requestID: requestID)
            result = .answered(
                OutcomeRecord.Release(
                    count: Int64(written.count),
                    bestSimilarity: written.bestSimilarity,
                    response: digester.response(written.body)
                )
            )
        } catch {
            let isBefore = reply.isFailureBeforeMatching
            let shown =
                error.type == .internalServerError ? failure(error.message, beforeMatching: isBefore) : error
            written = shown.response(requestID: requestID)
            result = .failed(code: ExactString(error.type.rawValue), beforeMatching: isBefore)
        }
        return try WithheldAnswer(
            answer(written, under: receipt),
            until: OutcomeRecord(
                decision: receipt.index,
                result: result,
                model: model,
                duration: response.duration
            ),
            at: response.receivedAt
        )
    }

    /// A core's failure as the client reads it; under a warrant, an error that no SDK repeats.
    private func failure(_ message: String, beforeMatching: Bool) -> RekognitionError {
        guard isUnderWarrant else { return RekognitionError(.internalServerError, message) }
        let message = "\(message) (core_unavailable)"
        return beforeMatching
            ? RekognitionError(.accessDenied, "\(message); the warrant's use was given back") : spent(message)
    }

    /// An error after a warrant's use was counted: a repetition would cost the next use, so its kind is one that none repeats.
    private func spent(_ message: String) -> RekognitionError {
        RekognitionError(.accessDenied, "\(message); the warrant's use was counted")
    }

    private func number(of receipt: Receipt) -> String { "decision \(receipt.index) of \(origin)" }

    /// Adds what every recorded answer carries: the decision's number, and the checkpoint that covers it.
    private func answer(_ response: RekognitionResponse, under receipt: Receipt) -> GateAnswer {
        GateAnswer(
            response,
            adding: [
                ("Abeyance-Decision", "\(origin) \(receipt.index)"),
                ("Abeyance-Checkpoint", Base64.encode(Array(receipt.checkpoint.utf8))),
            ]
        )
    }
}

extension GateAnswer {
    /// A response of the Rekognition surface, with further fields.
    fileprivate init(_ response: RekognitionResponse, adding fields: [(name: String, value: String)] = []) {
        self.init(status: response.status, fields: response.fields + fields, body: response.body)
    }
}

extension CoreReply {
    fileprivate var isFailureBeforeMatching: Bool {
        if case .failure(let failure) = result { failure.beforeMatching } else { false }
    }
}
