package import Decisions
import StrictJSON

/// How a step must come out; everything named here is checked.
package enum Expectation {
    /// Allowed by a rule and recorded; exactly these faces are found or enrolled.
    case allowed(by: String, faces: [String] = [])
    /// Refused for these reasons, recorded, and told so in plain words; the rules are those that forbade.
    case refused([ReasonCode], rules: [String] = [])
    /// Answered, but not decided: the certificate belongs to nobody who is registered.
    case unknown
    /// No HTTP answer at all: the TLS handshake ends in an alert.
    case cutOff

    /// What is otherwise than expected; empty when nothing is.
    package func differences(from experience: Experience) -> [String] {
        switch self {
        case .allowed(let rule, let faces): Self.allowed(rule, faces, experience)
        case .refused(let reasons, let rules): Self.refused(reasons.map(\.rawValue), rules, experience)
        case .unknown: Self.unknown(experience)
        case .cutOff: Self.cutOff(experience)
        }
    }

    private static func allowed(_ rule: String, _ faces: [String], _ experience: Experience) -> [String] {
        guard case .answered(200, _, _) = experience.response else {
            return ["expected status 200, found \(words(experience))"]
        }
        guard let decision = experience.decision else {
            return ["expected the number of a decision, found none"]
        }
        return different("decision", "allow", decision.isAllowed ? "allow" : "deny")
            + different("rules", rule, decision.rules.joined(separator: ", "))
            + different(
                "faces",
                faces.joined(separator: ", "),
                experience.faces.map(\.name).joined(separator: ", ")
            )
    }

    private static func refused(_ reasons: [String], _ rules: [String], _ experience: Experience) -> [String]
    {
        guard case .answered(400, _, _) = experience.response, let message = experience.message else {
            return ["expected status 400, found \(words(experience))"]
        }
        guard let decision = experience.decision else {
            return ["expected the number of a decision, found none"]
        }
        let expected = reasons.joined(separator: ", ")
        return different("error", "AccessDeniedException", experience.errorType ?? "none")
            + different("decision", "deny", decision.isAllowed ? "allow" : "deny")
            + different("reasons in the log", expected, decision.reasons.joined(separator: ", "))
            + different("rules", rules.joined(separator: ", "), decision.rules.joined(separator: ", "))
            + (message.hasPrefix("\(expected): ")
                ? [] : ["message: expected it to begin with `\(expected): `, found `\(message)`"])
            + (message.contains("decision \(decision.index) of ")
                ? [] : ["message: expected the decision's number in it"])
    }

    private static func unknown(_ experience: Experience) -> [String] {
        guard case .answered(400, _, _) = experience.response, let message = experience.message else {
            return ["expected status 400, found \(words(experience))"]
        }
        return different("error", "AccessDeniedException", experience.errorType ?? "none")
            + (message.hasPrefix("unknown_client: ")
                ? [] : ["message: expected `unknown_client`, found `\(message)`"])
    }

    private static func cutOff(_ experience: Experience) -> [String] {
        guard case .notConnected(let code, let message) = experience.response else {
            return ["expected a TLS alert, found \(words(experience))"]
        }
        // 35: the handshake failed; 56: its alert arrived when curl already read the answer, as TLS 1.3 has it.
        return ([35, 56].contains(code) ? [] : ["expected curl to end with 35 or 56, found \(code)"])
            + (message.contains("alert") ? [] : ["expected an alert, found `\(message)`"])
    }

    private static func different(_ what: String, _ expected: String, _ found: String) -> [String] {
        guard ExactString(expected) != ExactString(found) else { return [] }
        let (wanted, met) = (expected.isEmpty ? "none" : expected, found.isEmpty ? "none" : found)
        return ["\(what): expected `\(wanted)`, found `\(met)`"]
    }

    private static func words(_ experience: Experience) -> String {
        switch experience.response {
        case .answered(let status, _, _): "\(status) (\(experience.message ?? "no message"))"
        case .notConnected(let code, let message): "no answer, curl ended with \(code): \(message)"
        }
    }
}
