package import Cryptography
import Decisions
package import StrictJSON

/// Mints warrant tokens from signed orders: the clerk's tool.
package struct WarrantIssuer: Sendable {
    /// The court's URI, as trust lists have it.
    package let uri: ExactString
    /// The name of the key, as trust lists have it.
    package let keyID: ExactString
    private let key: PrivateKey
    private let limits = WarrantLimits()

    package init(uri: ExactString, keyID: ExactString, key: PrivateKey) {
        self.uri = uri
        self.keyID = keyID
        self.key = key
    }

    /// A token with what stands in it.
    package struct Minted: Sendable {
        /// The token in compact form.
        package let token: String
        /// Its claims, as a verifier will read them.
        package let claims: WarrantClaims
    }

    /// Mints a token: ``claims(of:now:tokenID:)``, signed.
    package func mint(
        _ description: WarrantDescription,
        now: Timestamp,
        tokenID: ExactString? = nil
    ) throws(WarrantIssueError) -> Minted {
        try sign(claims(of: description, now: now, tokenID: tokenID))
    }

    /// The claims of a token that would be minted, as a verifier will read them; nothing is signed yet.
    ///
    /// `tokenID` is random unless it is given. Throws when the lifetime is longer than the profile allows, or when a verifier would
    /// not be able to read the token.
    package func claims(
        of description: WarrantDescription,
        now: Timestamp,
        tokenID: ExactString? = nil
    ) throws(WarrantIssueError) -> WarrantClaims {
        let name = if let tokenID { tokenID } else { try Self.randomID() }
        let draft = WarrantClaims(
            issuer: uri,
            tokenID: name,
            subject: description.subject,
            audience: description.audience,
            issuedAt: Timestamp(seconds: now.seconds),
            notBefore: Timestamp(seconds: description.notBefore.seconds),
            expires: Timestamp(seconds: description.expires.seconds),
            certificate: description.certificate,
            statusList: description.statusList,
            statusIndex: description.statusIndex,
            order: description.order,
            search: description.search
        )
        let payload = JSONValue.object(draft.json).serialized()
        let claims: WarrantClaims
        do { claims = try WarrantClaims(payload: payload) } catch {
            throw WarrantIssueError(error.explanation)
        }
        let lifetime = claims.isContinuingSurveillance ? limits.surveillanceLifetime : limits.searchLifetime
        guard claims.expires <= claims.notBefore.adding(seconds: lifetime) else {
            throw WarrantIssueError("the order may be valid for at most \(lifetime / 86_400) days")
        }
        if case .description = claims.search.subject, !claims.isContinuingSurveillance {
            throw WarrantIssueError(
                "only an order for continuing surveillance may describe a person; another one names the pictures"
            )
        }
        guard now < claims.expires else {
            throw WarrantIssueError("the order has expired at \(claims.expires)")
        }
        return claims
    }

    /// Signs claims that ``claims(of:now:tokenID:)`` made; throws when the token would be larger than a gate takes.
    package func sign(_ claims: WarrantClaims) throws(WarrantIssueError) -> Minted {
        let payload = JSONValue.object(claims.json).serialized()
        do {
            let token = try CompactToken.sign(payload, type: "fr-warrant+jwt", keyID: keyID.value, key: key)
            guard token.utf8.count <= limits.tokenBytes else {
                throw WarrantIssueError("the token would have more than \(limits.tokenBytes) bytes")
            }
            return Minted(token: token, claims: claims)
        } catch let error as WarrantIssueError {
            throw error
        } catch {
            throw WarrantIssueError("the token cannot be signed: \(error)")
        }
    }

    private static func randomID() throws(WarrantIssueError) -> ExactString {
        do { return ExactString("w-" + Hex.encode(try SecureRandom.bytes(16))) } catch {
            throw WarrantIssueError(error.detail)
        }
    }
}

/// Why no token was minted, in plain words.
package struct WarrantIssueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Lowercase, without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
