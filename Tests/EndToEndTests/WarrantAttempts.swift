import Cryptography
import Decisions
import Foundation
import Provisioning
import StrictJSON
import Support
import Warrants

/// What a client sends to meet each refusal of a warrant.
struct WarrantAttempts {
    private let court: Courthouse
    private let image = PoliceSearch.image(0)

    private static let otherCourt: ExactString = "https://other-court.demonstration.invalid"
    private static let twoBitList: ExactString = "https://court.demonstration.invalid/status/2"

    /// Brings a running gate where each refusal can be met: a second court, a revoked and a suspended order.
    init(of gate: RunningGate) throws {
        court = try Courthouse(of: gate.folder)
        try Self.trustAnotherCourt(in: gate)
        try revoke(7)
        try suspend(1)
    }

    /// Searches that succeed, and then one that is refused with the code.
    func attempts(for code: WarrantRefusalCode) throws -> [PoliceSearch] {
        switch code {
        case .usesExhausted:
            let once = search(try court.token(court.order(for: image, uses: 1)))
            return [once, once]
        case .outOfScope:
            var elsewhere = search(try court.token(court.order(for: image)))
            elsewhere.collection = "missing-children"
            return [elsewhere]
        default: return [search(try token(for: code))]
        }
    }

    private func search(_ token: String) -> PoliceSearch { PoliceSearch(image: image, token: token) }

    /// The token that is refused; without a `default`, so that a code that nobody meets does not compile.
    private func token(for code: WarrantRefusalCode) throws -> String {
        switch code {
        case .tokenTooLarge: String(repeating: "A", count: 16_385)
        case .malformedToken: "e30.e30"
        case .malformedHeader: try under(header: "{")
        case .duplicateMember:
            try under(header: #"{"alg":"ES256","alg":"ES256","kid":"court-1","typ":"fr-warrant+jwt"}"#)
        case .algorithmNotAllowed:
            try under(header: #"{"alg":"none","kid":"court-1","typ":"fr-warrant+jwt"}"#)
        case .headerNotAllowed:
            try under(header: #"{"alg":"ES256","crit":["b64"],"kid":"court-1","typ":"fr-warrant+jwt"}"#)
        case .wrongType: try under(header: #"{"alg":"ES256","kid":"court-1","typ":"JWT"}"#)
        case .unknownKey: try under(header: #"{"alg":"ES256","kid":"nobody","typ":"fr-warrant+jwt"}"#)
        case .algorithmMismatch:
            try under(header: #"{"alg":"Ed25519","kid":"court-1","typ":"fr-warrant+jwt"}"#)
        case .badSignature: try court.sign(good().serialized(), key: court.statusKey)
        case .malformedPayload: try court.sign(Array("[]".utf8))
        case .missingClaim: try changed { $0.remove("jti") }
        case .unknownIssuer: try changed { $0.set("iss", "https://elsewhere.invalid") }
        case .issuerKeyMismatch: try changed { $0.set("iss", .string(Self.otherCourt)) }
        case .issuerNotCompetent: try court.token(ordered { $0.order.kind = "surveillance_order" })
        case .wrongAudience: try court.token(ordered { $0.audience = "another.gate/log" })
        case .notYetValid: try court.token(ordered { $0.notBefore = court.now.adding(seconds: 3_600) })
        case .expired: try changed { $0.set("exp", .integer(court.now.seconds - 600)) }
        case .lifetimeExceeded: try changed { $0.set("exp", .integer(court.now.seconds + 15 * 86_400)) }
        case .bindingMismatch: try court.token(court.order(for: image, holder: "thorn"))
        case .statusUnknown: try court.token(ordered { $0.statusList = "https://nowhere.invalid/status" })
        case .revoked: try court.token(ordered { $0.statusIndex = 7 })
        case .suspended:
            try court.token(
                ordered {
                    $0.statusList = Self.twoBitList
                    $0.statusIndex = 1
                }
            )
        case .usesExhausted, .outOfScope: try court.token(court.order(for: image))
        }
    }

    private func good() throws -> JSONValue { .object(try court.claims(court.order(for: image))) }

    private func under(header: String) throws -> String {
        try court.sign(good().serialized(), header: header)
    }

    private func ordered(_ change: (inout WarrantDescription) -> Void) throws -> WarrantDescription {
        var order = try court.order(for: image)
        change(&order)
        return order
    }

    private func changed(_ change: (inout JSONObject) -> Void) throws -> String {
        var claims = try court.claims(court.order(for: image))
        change(&claims)
        return try court.sign(JSONValue.object(claims).serialized())
    }

    private func revoke(_ index: Int) throws {
        let revoked = try Subprocess.run(
            Programs.abeyance,
            [
                "warrant", "revoke", "--list", "\(court.folder)/state/status/court.jwt", "--index",
                "\(index)",
                "--key", "\(court.folder)/court/status.key", "--issuer", Courthouse.uri.value, "--kid",
                "court-status-1",
            ]
        )
        guard revoked.status == 0 else { throw RunningGate.Failure(description: revoked.errors) }
    }

    /// A second list of the court's, with two bits for each order: only such a list can suspend one.
    private func suspend(_ index: Int) throws {
        let statuses = UInt8(2 << (2 * index))
        // A zlib stream of one stored byte (RFC 1950, RFC 1951 section 3.2.4).
        let sum = UInt8(statuses + 1)
        let packed: [UInt8] = [0x78, 0x01, 0x01, 0x01, 0x00, 0xfe, 0xff, statuses, 0, sum, 0, sum]
        let payload: JSONValue = [
            "iss": .string(Courthouse.uri), "sub": .string(Self.twoBitList),
            "iat": .integer(court.now.seconds),
            "status_list": ["bits": 2, "lst": .string(ExactString(Base64URL.encode(packed)))],
        ]
        let token = try court.sign(
            payload.serialized(),
            header: #"{"alg":"Ed25519","kid":"court-status-1","typ":"statuslist+jwt"}"#,
            key: court.statusKey
        )
        try TestFiles.write(Array(token.utf8), toPath: "\(court.folder)/state/status/second.jwt")
    }

    /// Puts a policy set into force that trusts a second court, whose key nobody here has.
    private static func trustAnotherCourt(in gate: RunningGate) throws {
        let set = try gate.nextPolicySet { folder in
            let path = "\(folder)/courts.json"
            let list = try TrustList(parsing: TestFiles.bytes(atPath: path))
            let other = TrustedIssuer(
                uri: otherCourt,
                keys: [CourtKey(keyID: "other-1", publicKey: try PrivateKey.generate(.ed25519).publicKey)],
                status: .notChecked
            )
            let both = try TrustList(list.issuers + [other])
            try TestFiles.write(JSONValue.object(both.json).serialized(), toPath: path)
        }
        let activated = try gate.command(["policy", "activate", set])
        guard activated.status == 0 else { throw RunningGate.Failure(description: activated.errors) }
    }
}

extension RunningGate {
    /// The policy set that `init` made with a change and the next version, in a folder of its own.
    func nextPolicySet(_ change: (String) throws -> Void) throws -> String {
        let set = "\(folder)/next-set"
        try FileManager.default.copyItem(atPath: "\(folder)/policies", toPath: set)
        try change(set)
        let about = #"{"name": "police-moratorium", "version": 2, "demonstration": true}"#
        try TestFiles.write(Array(about.utf8), toPath: "\(set)/bundle.json")
        return set
    }
}
