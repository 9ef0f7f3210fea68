internal import Cryptography

/// The three parts of a JWS in compact form (RFC 7515 section 3.1), decoded; nothing is trusted yet.
struct CompactToken {
    let header: [UInt8]
    let payload: [UInt8]
    let signature: [UInt8]
    /// What the signature is over: the first two parts as they were spelled.
    let signed: [UInt8]

    /// Splits and decodes; nil unless there are exactly three parts, each canonical base64url.
    init?(_ token: [UInt8]) {
        let parts = token.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]),
            let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { return nil }
        self.header = header
        self.payload = payload
        self.signature = signature
        signed = Array(token[..<parts[1].endIndex])
    }

    /// Signs a payload and spells the token.
    static func sign(
        _ payload: [UInt8],
        type: String,
        keyID: String,
        key: PrivateKey
    ) throws(CryptographyError) -> String {
        let header = TokenHeader.encode(algorithm: key.algorithm, keyID: keyID, type: type)
        let signed = Base64URL.encode(header) + "." + Base64URL.encode(payload)
        let signature = try key.signature(for: Array(signed.utf8))
        // A key in a token signs elsewhere: what it gives is held against the public half that it named.
        guard key.publicKey.isValidSignature(signature, for: Array(signed.utf8)) else {
            throw CryptographyError(.signing, "the key's signature is not good under its own public half")
        }
        return signed + "." + Base64URL.encode(signature)
    }
}
