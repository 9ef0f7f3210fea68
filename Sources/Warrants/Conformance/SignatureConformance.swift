package import Cryptography
package import Decisions
import StrictJSON

/// What the verifier says of a signed token that is no warrant, as vectors of JWS and JWK have them.
package enum SignatureConformance {
    /// The first check against a token's form, header, key or signature (2 to 5 and 7 to 9); nil when it passes them all.
    ///
    /// Everything is the verifier's own but the type, of which such tokens say nothing.
    package static func refusal(
        of token: [UInt8],
        trust: TrustList,
        now: Timestamp
    ) -> WarrantRefusalCode? {
        do {
            _ = try trust.authenticate(token, now: now) { $0.type == nil }
            return nil
        } catch {
            return error.code
        }
    }
}
