internal import Cryptography
import Decisions
import StrictJSON

/// Checks 2 to 9: a token is whole, of the right type, and signed by a key that is known by name.
extension TrustList {
    /// The key that signed a token, and the token's parts; throws the first check that fails.
    ///
    /// There is no default key and no choice of algorithm: the header names both, and the list has to agree.
    func authenticate(
        _ token: [UInt8],
        now: Timestamp,
        isRightType: (TokenHeader) -> Bool
    ) throws(WarrantFault) -> (TrustedKey, CompactToken) {
        guard let parts = CompactToken(token) else {
            throw WarrantFault(.malformedToken, "expected three parts of base64url without padding")
        }
        let header = try TokenHeader(parsing: parts.header)
        guard let algorithm = header.algorithm else {
            throw WarrantFault(.algorithmNotAllowed, "`alg` is none of ES256, ES384 and Ed25519")
        }
        guard header.isClosed else {
            throw WarrantFault(.headerNotAllowed, "the header has members besides `alg`, `kid` and `typ`")
        }
        guard isRightType(header) else {
            throw WarrantFault(.wrongType, "`typ` is not `fr-warrant+jwt`")
        }
        guard let kid = header.keyID, let trusted = warrantKey(kid) else {
            throw WarrantFault(.unknownKey, "`kid` names no key of the trust list")
        }
        guard trusted.key.isValid(at: now) else {
            throw WarrantFault(.unknownKey, "`kid` names a key that the trust list does not let count now")
        }
        guard trusted.key.publicKey.algorithm == algorithm else {
            throw WarrantFault(.algorithmMismatch, "`alg` is not the algorithm of the key")
        }
        guard trusted.key.publicKey.isValidSignature(parts.signature, for: parts.signed) else {
            throw WarrantFault(.badSignature, "the signature is not the key's")
        }
        return (trusted, parts)
    }
}
