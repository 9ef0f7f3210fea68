package import Cryptography
package import StrictJSON

/// The first use of a client certificate.
package struct CertificateSeenRecord: Hashable, Sendable {
    /// The organisation that it maps to.
    package let organisation: ExactString
    /// The digest of the certificate's DER.
    package let certificate: SHA256Digest
    /// The digest of its SubjectPublicKeyInfo.
    package let publicKey: SHA256Digest
    /// Until when it is valid.
    package let notAfter: Timestamp

    /// A certificate's first use.
    package init(
        organisation: ExactString,
        certificate: SHA256Digest,
        publicKey: SHA256Digest,
        notAfter: Timestamp
    ) {
        self.organisation = organisation
        self.certificate = certificate
        self.publicKey = publicKey
        self.notAfter = notAfter
    }
}

extension CertificateSeenRecord: EntryBody {
    package static let entryType = EntryType.certificateSeen

    package init(reading object: inout ClosedObject) throws(JSONError) {
        organisation = try object.string("organisation")
        certificate = try object.digest("certificate")
        publicKey = try object.digest("publicKey")
        notAfter = try object.timestamp("notAfter")
    }

    package var json: JSONObject {
        [
            "organisation": .string(organisation), "certificate": .digest(certificate),
            "publicKey": .digest(publicKey), "notAfter": .timestamp(notAfter),
        ]
    }
}
