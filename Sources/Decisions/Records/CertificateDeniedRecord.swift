package import Cryptography
package import StrictJSON

/// Something was put on the deny-list: refused from here on, on open connections too.
package struct CertificateDeniedRecord: Hashable, Sendable {
    /// What is refused.
    package let denial: Denial
    /// Why, in the operator's words; printable, cut after 200 characters.
    package let reason: ExactString
    /// The user id of the process that asked for it.
    package let requestedBy: Int64

    /// A denial; longer words are cut.
    package init(_ denial: Denial, reason: ExactString, requestedBy: Int64) {
        self.denial = denial
        self.reason = ExactString(Printable.text(reason.value, limit: 200))
        self.requestedBy = requestedBy
    }

    /// A denial of a certificate; longer words are cut.
    package init(certificate: SHA256Digest, reason: ExactString, requestedBy: Int64) {
        self.init(.certificate(certificate), reason: reason, requestedBy: requestedBy)
    }
}

/// What may be put on the deny-list; nothing takes it off.
package enum Denial: Hashable, Sendable {
    /// A certificate, by the SHA-256 of its DER.
    case certificate(SHA256Digest)
    /// A key, of a client or of an authority, by the SHA-256 of its SubjectPublicKeyInfo.
    case key(SHA256Digest)
    /// Whatever an authority, named by the digest of its key, issued before a moment.
    case issuedBefore(Timestamp, authority: SHA256Digest)
}

extension Denial {
    /// Reads the one denial among an object's members.
    package init(reading object: inout ClosedObject) throws(JSONError) {
        let certificate = try object.optionalDigest("denied")
        let key = try object.optionalDigest("deniedKey")
        switch (certificate, key, try object.optionalObject("issuedBefore")) {
        case (let certificate?, nil, nil): self = .certificate(certificate)
        case (nil, let key?, nil): self = .key(key)
        case (nil, nil, var issued?):
            let moment = try issued.timestamp("moment")
            self = .issuedBefore(moment, authority: try issued.digest("authority"))
            try issued.finish()
        default:
            throw object.fault(
                .missingMember,
                at: "denied",
                "exactly one of `denied`, `deniedKey` and `issuedBefore` was expected"
            )
        }
    }

    /// The denial's members.
    package var json: JSONObject {
        switch self {
        case .certificate(let certificate): ["denied": .digest(certificate)]
        case .key(let key): ["deniedKey": .digest(key)]
        case .issuedBefore(let moment, let authority):
            ["issuedBefore": .object(["authority": .digest(authority), "moment": .timestamp(moment)])]
        }
    }
}

extension CertificateDeniedRecord: EntryBody {
    package static let entryType = EntryType.certificate

    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            try Denial(reading: &object),
            reason: try object.string("reason"),
            requestedBy: try object.integer("requestedBy", in: 0...JSONInteger.largest)
        )
    }

    package var json: JSONObject {
        var object = denial.json
        object.append("reason", .string(reason))
        object.append("requestedBy", .integer(requestedBy))
        return object
    }
}
