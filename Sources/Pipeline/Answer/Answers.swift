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
    func refused(_ refusal: Refusal, under receipt: Receipt) -> GateAnswer {
        let number = "decision \(receipt.index) of \(origin)"
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

    /// The answer when the log took nothing: the request is refused, and nobody learns more than that.
    func unrecorded(_ why: AppendRefusal) -> GateAnswer {
        let error = RekognitionError(
            .internalServerError, "refused (\(why.reason.rawValue)): the decision could not be recorded")
        return GateAnswer(error.response(requestID: requestID))
    }

    /// The answer to a core's response, withheld until its outcome is recorded.
    ///
    /// - Throws: `JSONError` when the outcome cannot be written in the log's canonical form.
    func withheld(_ response: CoreResponse, decided receipt: Receipt) throws(JSONError) -> WithheldAnswer {
        switch response.result {
        case .success(let reply):
            return try withheld(reply, response, receipt)
        case .failure(let unavailable):
            let error = failure("the matching core gave no answer")
            return try WithheldAnswer(
                answer(error.response(requestID: requestID), under: receipt),
                until: OutcomeRecord(
                    decision: receipt.index,
                    result: .failed(code: "core_unavailable", beforeMatching: unavailable.isBeforeMatching),
                    model: nil,
                    duration: response.duration),
                at: response.receivedAt)
        }
    }

    private func withheld(
        _ reply: CoreReply, _ response: CoreResponse, _ receipt: Receipt
    ) throws(JSONError) -> WithheldAnswer {
        let model = OutcomeRecord.Model(core: reply.model.core, name: reply.model.name, version: reply.model.version)
        let result: OutcomeRecord.Result
        let written: RekognitionResponse
        do throws(RekognitionError) {
            guard let renderer else { throw RekognitionError(.internalServerError, "no request to answer") }
            written = try renderer.response(reply, requestID: requestID)
            result = .answered(
                OutcomeRecord.Release(
                    count: Int64(written.count), bestSimilarity: written.bestSimilarity,
                    response: digester.response(written.body)))
        } catch {
            let shown = error.type == .internalServerError ? failure(error.message) : error
            written = shown.response(requestID: requestID)
            result = .failed(code: ExactString(shown.type.rawValue), beforeMatching: reply.isFailureBeforeMatching)
        }
        return try WithheldAnswer(
            answer(written, under: receipt),
            until: OutcomeRecord(decision: receipt.index, result: result, model: model, duration: response.duration),
            at: response.receivedAt)
    }

    /// A core's failure as the client reads it; under a warrant, an error that no SDK repeats, for the use is spent.
    private func failure(_ message: String) -> RekognitionError {
        isUnderWarrant
            ? RekognitionError(.accessDenied, "\(message) (core_unavailable); the warrant's use was counted")
            : RekognitionError(.internalServerError, message)
    }

    /// Adds what every recorded answer carries: the decision's number, and the checkpoint that covers it.
    private func answer(_ response: RekognitionResponse, under receipt: Receipt) -> GateAnswer {
        GateAnswer(
            response,
            adding: [
                ("Abeyance-Decision", "\(origin) \(receipt.index)"),
                ("Abeyance-Checkpoint", Base64.encode(Array(receipt.checkpoint.utf8))),
            ])
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
