import Cryptography
import StrictJSON
import Warrants

/// What must hold of a court's status list, whoever wrote it.
enum StatusListPromises {
    /// The bytes as a whole token, as a payload that the court signed, or as the packed statuses of a good payload.
    static func check(_ part: UInt8, _ bytes: [UInt8]) {
        switch part % 3 {
        case 0:
            guard accepted(bytes) != nil else { return }
            let good = Array(FuzzedCourt.statusToken.utf8)
            precondition(bytes == good || bytes == good + [0x0a], "a list that nobody signed is taken")
        case 1: signed(bytes)
        default:
            let packed = ExactString(Base64URL.encode(Array(bytes.dropFirst())))
            let list: JSONValue = ["bits": .integer(Int64(bytes.first ?? 1)), "lst": .string(packed)]
            signed(payload(list).serialized())
        }
    }

    static let seeds: [[UInt8]] = [
        [0] + Array(FuzzedCourt.statusToken.utf8),
        [1] + payload(["bits": 1, "lst": "eNrbuRgAAhcBXQ"]).serialized(),
        [1] + payload(["bits": 2, "lst": "eNo76fITAAPfAgc"]).serialized(),
        [2, 4, 0x78, 0xda, 0xfb, 0xe9, 0xf2, 0x13, 0x00, 0x03, 0xdf, 0x02, 0x07],
        [2, 8, 0x78, 0x01, 0x01, 0x02, 0x00, 0xfd, 0xff, 0x01, 0x02, 0x00, 0x06, 0x00, 0x04],
    ]

    /// A list that is taken has a size that a list may have, gives a value for each index and none beyond, and stays the same in a
    /// token of its own.
    private static func signed(_ payload: [UInt8]) {
        let header = Array(#"{"alg":"Ed25519","kid":"status-1","typ":"statuslist+jwt"}"#.utf8)
        let token = FuzzedCourt.token(header: header, payload: payload, key: FuzzedCourt.statusKey)
        guard let list = accepted(token) else { return }
        precondition(list.count <= StatusList.maximumCount && [1, 2, 4, 8].contains(list.bits))
        precondition(list.bytes.count * 8 == list.count * list.bits)
        precondition(list[Int64(list.count)] == nil && list[-1] == nil && list[.max] == nil)
        if list.count > 0 {
            let last = list[Int64(list.count - 1)]
            precondition(
                last.map { Int($0) < 1 << list.bits } ?? false,
                "a value of more bits than the list has"
            )
        }
        precondition((0...list.count).contains(list.revokedCount))
        let issuer = FuzzedCourt.made { try FuzzedCourt.trust.issuer(FuzzedCourt.uri).unwrapped() }
        let again = FuzzedCourt.made {
            let token = try list.signed(
                issuer: FuzzedCourt.uri,
                keyID: "status-1",
                key: FuzzedCourt.statusKey
            )
            return try StatusList(token: Array(token.utf8), issuer: issuer)
        }
        precondition(again == list, "the list changed in writing")
        guard list.count > 0 else { return }
        var revoked = list
        FuzzedCourt.made { try revoked.revoke(0, at: FuzzedCourt.now) }
        precondition(revoked[0] == 1 && (list.count == 1 || revoked[1] == list[1]), "a neighbour is revoked")
    }

    private static func accepted(_ token: [UInt8]) -> StatusList? {
        var statuses = StatusLists()
        return try? statuses.accept(token, trust: FuzzedCourt.trust, now: FuzzedCourt.now).list
    }

    private static func payload(_ list: JSONValue) -> JSONValue {
        [
            "iss": .string(FuzzedCourt.uri), "sub": .string(FuzzedCourt.list),
            "iat": .integer(FuzzedCourt.now.seconds), "status_list": list,
        ]
    }
}

extension Optional {
    /// The value; there is one, since the court is in its own trust list.
    fileprivate func unwrapped() throws -> Wrapped {
        guard let self else { throw StatusListError(.unknownIssuer, "the court is not in its trust list") }
        return self
    }
}
