import Decisions

/// What an agency can do about a token that is refused; never how a check could be avoided.
enum WarrantRemedy {
    /// One line, lowercase, without a full stop.
    static func words(for code: WarrantRefusalCode) -> String {
        switch code {
        case .tokenTooLarge, .malformedToken, .malformedHeader, .duplicateMember, .headerNotAllowed,
            .wrongType, .malformedPayload, .missingClaim:
            "take the file as the court sent it, unchanged; if it is, ask the court to mint the token again"
        case .algorithmNotAllowed, .unknownKey, .algorithmMismatch:
            "ask the gate's operator whether the court's key is in the trust list, and the court which key it signed with"
        case .badSignature:
            "take the file as the court sent it; if it is, the token is not this court's: tell the court"
        case .unknownIssuer, .issuerKeyMismatch:
            "ask the gate's operator whether the court is in the trust list under the name that the token has"
        case .issuerNotCompetent:
            "ask the court: the trust list does not let it issue such an order, or not for this place"
        case .wrongAudience:
            "the order is for another gate: present it there, or ask the court to mint a token for this one"
        case .notYetValid: "wait until then; if it should hold already, compare the clocks"
        case .expired, .lifetimeExceeded, .usesExhausted: "only the court can give a new order"
        case .bindingMismatch:
            "use the client certificate that the order names; after a renewal the court mints a new token for the new one"
        case .statusUnknown:
            "give the court's newest status list; at a gate, ask its operator why it has none that is fresh"
        case .revoked, .suspended: "stop; ask the court why"
        case .outOfScope: "ask only for what the order names, or ask the court for another order"
        }
    }
}
