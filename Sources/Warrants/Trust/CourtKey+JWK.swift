internal import Cryptography
package import StrictJSON

/// Keys as JSON Web Keys (RFC 7517, 7518, 8037): `alg` is required and fixes everything else.
///
/// `nbf` and `exp`, seconds since 1970 as in OpenID Federation, bound when a key counts; without them it always does.
extension CourtKey {
    /// Reads a JWK; the point is checked to be on its curve and not of small order.
    package init(reading source: ClosedObject) throws(JSONError) {
        var object = source
        guard object.optional("d") == nil else {
            throw object.fault(
                .unknownMember,
                at: "d",
                "this is a private key: it must not be in a trust list"
            )
        }
        let name = try object.string("alg")
        guard let algorithm = SignatureAlgorithm.allCases.first(where: { ExactString($0.rawValue) == name })
        else {
            throw object.fault(.outOfRange, at: "alg", "expected ES256, ES384 or Ed25519, found `\(name)`")
        }
        keyID = try object.string("kid")
        guard keyID.isVisibleASCII(1...128) else {
            throw object.fault(.outOfRange, at: "kid", "expected 1 to 128 visible ASCII characters")
        }
        let use = try object.string("use")
        switch use {
        case "sig": self.use = .warrants
        case "status": self.use = .statusLists
        default: throw object.fault(.outOfRange, at: "use", "expected `sig` or `status`")
        }
        for (member, expected) in [("kty", algorithm.keyType), ("crv", algorithm.curve)] {
            let name = ExactString(member)
            guard try object.string(name) == ExactString(expected) else {
                throw object.fault(.outOfRange, at: name, "expected `\(expected)` for \(algorithm.rawValue)")
            }
        }
        let x = try Self.coordinate("x", &object)
        let y = algorithm == .ed25519 ? nil : try Self.coordinate("y", &object)
        notBefore = try object.optionalInteger("nbf", in: ClaimLimits.seconds).map(Timestamp.init(seconds:))
        expires = try object.optionalInteger("exp", in: ClaimLimits.seconds).map(Timestamp.init(seconds:))
        if let notBefore, let expires, notBefore >= expires {
            throw object.fault(.outOfRange, at: "exp", "expected a moment after `nbf`")
        }
        try object.finish()
        do {
            publicKey =
                if let y { try PublicKey(x: x, y: y, algorithm: algorithm) } else {
                    try PublicKey(ed25519: x)
                }
        } catch {
            throw object.fault(.outOfRange, at: "x", "\(error)")
        }
    }

    /// The key as a JWK.
    package var json: JSONObject {
        let algorithm = publicKey.algorithm
        var object: JSONObject = [
            "kty": .text(algorithm.keyType), "crv": .text(algorithm.curve), "alg": .text(algorithm.rawValue),
            "use": .text(use.rawValue), "kid": .string(keyID),
        ]
        let raw = publicKey.rawRepresentation
        if algorithm == .ed25519 {
            object.append("x", .text(Base64URL.encode(raw)))
        } else {
            let half = (raw.count - 1) / 2
            object.append("x", .text(Base64URL.encode(Array(raw[1...half]))))
            object.append("y", .text(Base64URL.encode(Array(raw[(half + 1)...]))))
        }
        if let notBefore { object.append("nbf", .integer(notBefore.seconds)) }
        if let expires { object.append("exp", .integer(expires.seconds)) }
        return object
    }

    private static func coordinate(
        _ name: ExactString,
        _ object: inout ClosedObject
    ) throws(JSONError) -> [UInt8] {
        guard let bytes = Base64URL.decode(try object.string(name).value) else {
            throw object.fault(.outOfRange, at: name, "expected base64url without padding")
        }
        return bytes
    }
}

extension SignatureAlgorithm {
    fileprivate var keyType: String { self == .ed25519 ? "OKP" : "EC" }

    fileprivate var curve: String {
        switch self {
        case .es256: "P-256"
        case .es384: "P-384"
        case .ed25519: "Ed25519"
        }
    }
}
