import Cryptography
import Decisions
import StrictJSON
import Warrants

/// What must hold of a warrant token, whoever wrote it.
enum TokenPromises {
    /// The bytes as a whole token, as a payload that the court signed, or as a header over the court's good payload.
    static func check(_ part: UInt8, _ bytes: [UInt8]) {
        switch part % 3 {
        case 0: whole(bytes)
        case 1: signed(payload: bytes)
        default: signed(header: bytes)
        }
    }

    static let seeds: [[UInt8]] = [
        [0] + Array(FuzzedCourt.minted.token.utf8), [1] + payload, [2] + header,
        [2] + Array(#"{"alg":"ES256","kid":"warrants-1","typ":"application/fr-warrant+jwt"}"#.utf8),
        [0] + Array("e30.e30.AA".utf8), [1] + Array("{}".utf8),
    ]

    /// Nothing is verified that the court did not sign, whatever it looks like; a signature may be respelt and no more.
    private static func whole(_ token: [UInt8]) {
        let verdict = judge(token)
        inspect(token)
        guard case .verified(let warrant) = verdict else { return }
        precondition(
            signedPart(token).elementsEqual(signedPart(Array(FuzzedCourt.minted.token.utf8))),
            "a forged token is verified"
        )
        precondition(warrant.tokenID == "w-0123456789abcdef", "another warrant is counted")
    }

    /// Claims survive being written and read again, and what is verified is within the order.
    private static func signed(payload: [UInt8]) {
        let token = FuzzedCourt.token(header: header, payload: payload, key: FuzzedCourt.key)
        inspect(token)
        let verdict = judge(token)
        guard let json = try? JSONValue.parse(payload), let claims = try? WarrantClaims(json: json) else {
            if case .verified = verdict { preconditionFailure("claims that cannot be read are verified") }
            return
        }
        let again = try? WarrantClaims(json: .object(claims.json))
        precondition(again == claims, "the claims changed in writing")
        guard case .verified(let warrant) = verdict else { return }
        let now = FuzzedCourt.now
        precondition(claims.issuer == FuzzedCourt.uri && claims.audience == FuzzedCourt.origin)
        precondition(claims.certificate == FuzzedCourt.certificate && claims.subject == FuzzedCourt.subject)
        precondition(
            claims.notBefore <= now.adding(seconds: 60) && now <= claims.expires.adding(seconds: 60),
            "verified outside its time"
        )
        precondition(claims.search.operations.contains(FuzzedCourt.request.operation))
        precondition(
            claims.search.collections.contains("mugshots") && claims.search.minimumSimilarity <= 990_000
        )
        precondition(claims.search.maximumResults >= 10 && warrant.maximumSearches >= 1)
        switch claims.search.subject {
        case .probes(let probes):
            precondition(probes.contains(FuzzedCourt.probe), "another picture is covered")
        case .description: precondition(claims.isContinuingSurveillance, "any picture is covered")
        }
        precondition(warrant.facts.noticeDelayedUntil == claims.order.delayedNoticeUntil)
        var object = ClosedObject(warrant.facts.json)
        let read = try? WarrantFacts(reading: &object)
        precondition(read == warrant.facts, "the facts changed in the entry")
    }

    /// No header but the profile's own lets a good payload pass.
    private static func signed(header: [UInt8]) {
        let token = FuzzedCourt.token(header: header, payload: payload, key: FuzzedCourt.key)
        guard case .verified = judge(token) else { return }
        let members = (try? JSONValue.parse(header))?.object
        precondition(members?.count == 3, "a header with something else in it is taken")
        precondition(members?["alg"] == "ES256" && members?["kid"] == "warrants-1")
    }

    private static func judge(_ token: [UInt8]) -> WarrantVerdict {
        let verdict = FuzzedCourt.verifier.verify(
            token,
            certificate: FuzzedCourt.certificate,
            subject: FuzzedCourt.subject,
            request: FuzzedCourt.request,
            now: FuzzedCourt.now
        )
        if case .refused(let refused, let explanation) = verdict {
            precondition(refused.tokenDigest == .of(token) && !explanation.isEmpty)
        }
        return verdict
    }

    private static func inspect(_ token: [UInt8]) {
        let lines = WarrantInspection(token).lines
        precondition(lines.first?.hasPrefix("not verified") == true)
        for line in lines {
            precondition(line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }, "a control character is printed")
        }
    }

    private static func signedPart(_ token: [UInt8]) -> ArraySlice<UInt8> {
        token[..<(token.lastIndex(of: UInt8(ascii: ".")) ?? 0)]
    }

    private static let header = Array(#"{"alg":"ES256","kid":"warrants-1","typ":"fr-warrant+jwt"}"#.utf8)
    private static let payload = JSONValue.object(FuzzedCourt.minted.claims.json).serialized()
}
