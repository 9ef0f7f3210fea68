/// Why a presented warrant token was refused, in the order of the checks.
package enum WarrantRefusalCode: String, ClosedVocabulary {
    case tokenTooLarge = "token_too_large"
    case malformedToken = "malformed_token"
    case malformedHeader = "malformed_header"
    case duplicateMember = "duplicate_member"
    case algorithmNotAllowed = "alg_not_allowed"
    case headerNotAllowed = "header_not_allowed"
    case wrongType = "wrong_typ"
    case unknownKey = "unknown_key"
    case algorithmMismatch = "alg_mismatch"
    case badSignature = "bad_signature"
    case malformedPayload = "malformed_payload"
    case missingClaim = "missing_claim"
    case unknownIssuer = "unknown_issuer"
    case issuerKeyMismatch = "issuer_key_mismatch"
    case issuerNotCompetent = "issuer_not_competent"
    case wrongAudience = "wrong_audience"
    case notYetValid = "not_yet_valid"
    case expired
    case lifetimeExceeded = "lifetime_exceeded"
    case bindingMismatch = "binding_mismatch"
    case statusUnknown = "status_unknown"
    case revoked
    case suspended
    case usesExhausted = "uses_exhausted"
    case outOfScope = "out_of_scope"
}
