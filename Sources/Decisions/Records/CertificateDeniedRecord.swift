package import Cryptography
package import StrictJSON

/// A certificate was put on the deny-list: refused from here on, on open connections too.
package struct CertificateDeniedRecord: Hashable, Sendable {
    /// The SHA-256 of the certificate's DER.
    package let certificate: SHA256Digest
    /// Why, in the operator's words; printable, cut after 200 characters.
    package let reason: ExactString
    /// The user id of the process that asked for it.
    package let requestedBy: Int64

    /// A denial of a certificate; longer words are cut.
    package init(certificate: SHA256Digest, reason: ExactString, requestedBy: Int64) {
        self.certificate = certificate
        self.reason = ExactString(Printable.text(reason.value, limit: 200))
        self.requestedBy = requestedBy
    }
}

extension CertificateDeniedRecord: EntryBody {
    package static let entryType = EntryType.certificate

    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            certificate: try object.digest("denied"),
            reason: try object.string("reason"),
            requestedBy: try object.integer("requestedBy", in: 0...JSONInteger.largest)
        )
    }

    package var json: JSONObject {
        [
            "denied": .digest(certificate), "reason": .string(reason), "requestedBy": .integer(requestedBy),
        ]
    }
}
