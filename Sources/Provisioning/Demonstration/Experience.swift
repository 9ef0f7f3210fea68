import Foundation
import StrictJSON

/// What a party met with: the answer, the decision that the log has of it, and how long it took.
package struct Experience {
    /// What came back.
    package let response: CurlClient.Response
    /// The entry that the answer names; `nil` when the answer names none.
    package let decision: LoggedDecision?
    /// How long the client waited.
    package let duration: Duration

    /// What a party met with.
    package init(response: CurlClient.Response, decision: LoggedDecision?, duration: Duration) {
        self.response = response
        self.decision = decision
        self.duration = duration
    }

    /// The names of the faces found or enrolled, with the similarity of each where there is one.
    var faces: [(name: String, similarity: String?)] {
        guard case .answered(200, _, let body) = response else { return [] }
        let found = body["FaceMatches"]?.array ?? body["FaceRecords"]?.array ?? []
        return found.map { match in
            let name = match["Face"]?["ExternalImageId"]?.string?.value ?? "somebody without a name"
            let similarity = match["Similarity"]?.number.map { String($0.lexeme) }
            return (name, similarity)
        }
    }

    /// What the client reads of a refusal.
    var message: String? {
        guard case .answered(let status, _, let body) = response, status != 200 else { return nil }
        return body["Message"]?.string?.value
    }

    /// The protocol's name of the error.
    var errorType: String? {
        guard case .answered(_, _, let body) = response else { return nil }
        return body["__type"]?.string?.value
    }

    /// The entry that an answer's field names, with the log's name before it.
    static func statedDecision(in response: CurlClient.Response) -> (origin: String, index: Int64)? {
        guard case .answered(_, let fields, _) = response,
            let parts = fields["abeyance-decision"]?.split(separator: " "), parts.count == 2,
            let index = Int64(parts[1])
        else { return nil }
        return (String(parts[0]), index)
    }
}
