import Decisions
import StrictJSON

/// A check that failed, before the token's identity is added to it.
struct WarrantFault: Error {
    let code: WarrantRefusalCode
    let explanation: String

    init(_ code: WarrantRefusalCode, _ explanation: String) {
        self.code = code
        self.explanation = explanation
    }

    /// The fault of a payload: duplicates and absent claims have codes of their own, everything else is malformed.
    init(payload error: JSONError) {
        switch error.code {
        case .duplicateName: self.init(.duplicateMember, "payload: \(error)")
        case .missingMember where error.path.isEmpty: self.init(.missingClaim, "payload: \(error)")
        default: self.init(.malformedPayload, "payload: \(error)")
        }
    }
}
