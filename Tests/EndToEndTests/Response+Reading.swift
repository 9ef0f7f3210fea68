import Provisioning
import StrictJSON

extension CurlClient.Response {
    /// The HTTP status, when there was an answer.
    var status: Int? { if case .answered(let status, _, _) = self { status } else { nil } }

    /// curl's exit code, when there was none.
    var failure: Int32? { if case .notConnected(let code, _) = self { code } else { nil } }

    /// The protocol's name of the error.
    var errorType: String? { body?["__type"]?.string?.value }

    /// What the client reads of a refusal, or what curl said.
    var message: String {
        switch self {
        case .answered(_, _, let body): body["Message"]?.string?.value ?? ""
        case .notConnected(_, let message): message
        }
    }

    /// The number of the decision that the answer names.
    var decision: Int? {
        guard case .answered(_, let fields, _) = self else { return nil }
        return fields["abeyance-decision"]?.split(separator: " ").last.flatMap { Int($0) }
    }

    /// The JSON of the answer.
    var body: JSONValue? { if case .answered(_, _, let body) = self { body } else { nil } }
}
