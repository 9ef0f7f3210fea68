package import Cryptography
package import StrictJSON

/// What a clerk writes down of a signed order, before a token is minted from it.
package struct WarrantDescription: Hashable, Sendable {
    /// The agency the order is for, as the gate registers it.
    package var subject: ExactString
    /// The log origin of the one gate that counts the uses.
    package var audience: ExactString
    /// The digest of the agency's client certificate.
    package var certificate: SHA256Digest
    /// The first moment of validity, cut to seconds.
    package var notBefore: Timestamp
    /// The end of validity, cut to seconds.
    package var expires: Timestamp
    /// The URI of the court's status list.
    package var statusList: ExactString
    /// The warrant's own index in that list.
    package var statusIndex: Int64
    /// The order.
    package var order: CourtOrder
    /// What it allows.
    package var search: AuthorizedSearch

    package init(
        subject: ExactString,
        audience: ExactString,
        certificate: SHA256Digest,
        notBefore: Timestamp,
        expires: Timestamp,
        statusList: ExactString,
        statusIndex: Int64,
        order: CourtOrder,
        search: AuthorizedSearch
    ) {
        self.subject = subject
        self.audience = audience
        self.certificate = certificate
        self.notBefore = notBefore
        self.expires = expires
        self.statusList = statusList
        self.statusIndex = statusIndex
        self.order = order
        self.search = search
    }
}

/// The description as a file: `sub`, `aud`, `certificate` (64 hexadecimal digits), `nbf` and `exp` (RFC 3339), `status` with `uri`
/// and `idx`, and `warrant` and `search` as the claims of the token have them; `delayed_notice_until` may be RFC 3339 too.
extension WarrantDescription {
    /// Reads a description.
    ///
    /// The digests of the client certificate and of the signed document may be given beside the file, which then either leaves
    /// them out or says the same.
    package init(
        parsing bytes: [UInt8],
        certificate: SHA256Digest? = nil,
        instrument: SHA256Digest? = nil
    ) throws(JSONError) {
        guard case .object(var json) = try JSONValue.parse(bytes) else {
            throw JSONError(.wrongType, path: "", message: "an object was expected")
        }
        try Self.supply(certificate, "certificate", in: &json, at: "")
        if let instrument, case .object(var order)? = json["warrant"] {
            try Self.supply(instrument, "instrument_sha256", in: &order, at: "/warrant")
            json.set("warrant", .object(order))
        }
        try Self.readDelay(in: &json)
        try self.init(json: json)
    }

    private init(json: JSONObject) throws(JSONError) {
        var object = ClosedObject(json)
        subject = try object.text("sub")
        audience = try object.text("aud")
        self.certificate = try object.sha256("certificate")
        notBefore = try object.moment("nbf")
        expires = try object.moment("exp")
        var status = try object.object("status")
        statusList = try status.text("uri")
        statusIndex = try status.integer("idx", in: ClaimLimits.statusIndex)
        try status.finish()
        order = try CourtOrder(reading: object.object("warrant"))
        search = try AuthorizedSearch(scope: object.object("search"))
        try object.finish()
    }

    /// A moment until which notice is delayed may be written as the other moments are.
    private static func readDelay(in json: inout JSONObject) throws(JSONError) {
        let name: ExactString = "delayed_notice_until"
        guard case .object(var order)? = json["warrant"], let text = order[name]?.string else { return }
        guard let moment = Timestamp(rfc3339: text.value) else {
            throw JSONError(.outOfRange, path: "/warrant/\(name)", message: expectedMoment)
        }
        order.set(name, .integer(moment.seconds))
        json.set("warrant", .object(order))
    }

    fileprivate static let expectedMoment = "expected an RFC 3339 time, such as `2026-11-21T08:00:00Z`"

    private static func supply(
        _ digest: SHA256Digest?,
        _ name: ExactString,
        in object: inout JSONObject,
        at path: String
    ) throws(JSONError) {
        guard let digest else { return }
        guard let written = object[name] else {
            object.set(name, .text(digest.hex))
            return
        }
        guard written == .text(digest.hex) else {
            throw JSONError(
                .outOfRange,
                path: "\(path)/\(name)",
                message: "expected `\(digest.hex)`, the digest of the file given"
            )
        }
    }
}

extension ClosedObject {
    fileprivate mutating func moment(_ name: ExactString) throws(JSONError) -> Timestamp {
        guard let moment = Timestamp(rfc3339: try string(name).value) else {
            throw fault(.outOfRange, at: name, WarrantDescription.expectedMoment)
        }
        return Timestamp(seconds: moment.seconds)
    }
}
