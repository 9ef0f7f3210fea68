package import Cryptography
import Decisions
package import StrictJSON

/// Status lists as signed tokens: `typ` is `statuslist+jwt`, the statuses are a zlib stream.
extension StatusList {
    /// A token read and its signature verified with the key that the issuer names for status lists.
    ///
    /// Throws with the first reason against it. Freshness is judged when a warrant is, not here.
    package init(token: [UInt8], issuer: TrustedIssuer) throws(StatusListError) {
        guard let key = issuer.statusKey else {
            throw StatusListError(.unknownIssuer, "`\(issuer.uri)` names no key for status lists")
        }
        let parts = try Self.parts(token)
        do {
            let header = try TokenHeader(parsing: parts.header)
            guard header.isClosed, header.isType("statuslist+jwt") else {
                throw StatusListError(
                    .malformed,
                    "expected a header of `alg`, `kid` and the `typ` `statuslist+jwt`"
                )
            }
            guard header.keyID == key.keyID, header.algorithm == key.publicKey.algorithm else {
                throw StatusListError(.badSignature, "expected the key `\(key.keyID)` of `\(issuer.uri)`")
            }
        } catch let fault as WarrantFault {
            throw StatusListError(.malformed, fault.explanation)
        } catch let error as StatusListError {
            throw error
        } catch {
            throw StatusListError(.malformed, "the header cannot be read")
        }
        guard key.publicKey.isValidSignature(parts.signature, for: parts.signed) else {
            throw StatusListError(.badSignature, "the signature is not that of `\(key.keyID)`")
        }
        try self.init(payload: parts.payload, issuer: issuer.uri)
    }

    /// A token read without verifying who signed it: for the court's own tools, which sign it again.
    package init(unverified token: [UInt8]) throws(StatusListError) {
        try self.init(payload: Self.parts(token).payload, issuer: nil)
    }

    /// The signed token.
    package func signed(
        issuer: ExactString,
        keyID: ExactString,
        key: PrivateKey
    ) throws(StatusListError) -> String {
        guard let packed = Inflation.deflate(bytes) else {
            throw StatusListError(.signing, "the list cannot be compressed")
        }
        var payload: JSONObject = [
            "iss": .string(issuer), "sub": .string(uri), "iat": .integer(issuedAt.seconds),
        ]
        if let expires { payload.append("exp", .integer(expires.seconds)) }
        payload.append(
            "status_list",
            ["bits": .integer(Int64(bits)), "lst": .text(Base64URL.encode(packed))]
        )
        do {
            return try CompactToken.sign(
                JSONValue.object(payload).serialized(),
                type: "statuslist+jwt",
                keyID: keyID.value,
                key: key
            )
        } catch {
            throw StatusListError(.signing, error.detail)
        }
    }

    private static func parts(_ token: [UInt8]) throws(StatusListError) -> CompactToken {
        guard token.count <= maximumTokenBytes else {
            throw StatusListError(.tooLarge, "the token has more than \(maximumTokenBytes) bytes")
        }
        let ending = token.last == UInt8(ascii: "\n") ? 1 : 0
        guard let parts = CompactToken(token.dropLast(ending)) else {
            throw StatusListError(.malformed, "expected three parts of base64url without padding")
        }
        return parts
    }

    private init(payload: [UInt8], issuer: ExactString?) throws(StatusListError) {
        let claims: StatusListClaims
        do { claims = try StatusListClaims(parsing: payload) } catch {
            throw StatusListError(.malformed, "payload: \(error)")
        }
        if let issuer, let claimed = claims.issuer, claimed != issuer {
            throw StatusListError(.badSignature, "`iss` is not the issuer whose key signed")
        }
        guard let bytes = Inflation.inflate(claims.packed, limit: Self.maximumBytes) else {
            throw StatusListError(.tooLarge, "expected a zlib stream of at most \(Self.maximumBytes) bytes")
        }
        try self.init(
            uri: claims.uri,
            issuedAt: claims.issuedAt,
            expires: claims.expires,
            bits: claims.bits,
            bytes: bytes
        )
    }

    /// 2^20 entries of 8 bits.
    private static let maximumBytes = 1 << 20
    /// What the largest list can need, as base64url of a stream that hardly shrinks.
    private static let maximumTokenBytes = 3 << 19
}

/// The payload of a status list token, in a closed set.
private struct StatusListClaims {
    let issuer: ExactString?
    let uri: ExactString
    let issuedAt: Timestamp
    let expires: Timestamp?
    let bits: Int
    let packed: [UInt8]

    init(parsing payload: [UInt8]) throws(JSONError) {
        var object = try ClosedObject(JSONValue.parse(payload))
        issuer = try object.optionalString("iss")
        uri = try object.text("sub")
        issuedAt = try object.seconds("iat")
        expires = try object.optionalInteger("exp", in: ClaimLimits.seconds).map(Timestamp.init(seconds:))
        _ = try object.optionalInteger("ttl", in: 1...ClaimLimits.seconds.upperBound)
        var list = try object.object("status_list")
        bits = Int(try list.integer("bits", in: 1...8))
        guard let packed = Base64URL.decode(try list.string("lst").value) else {
            throw list.fault(.outOfRange, at: "lst", "expected base64url without padding")
        }
        self.packed = packed
        try list.finish()
        try object.finish()
    }
}
