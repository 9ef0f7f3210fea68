package import Cryptography
package import StrictJSON

/// A new generation of certificate, key, authorities and policy set follows the one before; the numbers begin at 1 with each
/// start.
package struct GenerationRecord: Hashable, Sendable {
    /// The generation's number, which decisions under it carry.
    package let number: Int64
    /// What asked for it: `sighup`, `command` or `file`.
    package let cause: ExactString
    /// The SHA-256 of the server certificate's DER.
    package let certificate: SHA256Digest
    /// The SHA-256 of each client authority's key that is trusted, sorted.
    package let authorities: [SHA256Digest]
    /// The policy set in force.
    package let bundle: BundleReference
    /// The user id of the process that asked, when one did.
    package let requestedBy: Int64?

    /// A generation from its parts.
    package init(
        number: Int64,
        cause: ExactString,
        certificate: SHA256Digest,
        authorities: [SHA256Digest],
        bundle: BundleReference,
        requestedBy: Int64?
    ) {
        self.number = number
        self.cause = cause
        self.certificate = certificate
        self.authorities = authorities
        self.bundle = bundle
        self.requestedBy = requestedBy
    }
}

extension GenerationRecord: EntryBody {
    package static let entryType = EntryType.generation

    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            number: try object.integer("number", in: 1...JSONInteger.largest),
            cause: try object.string("cause"),
            certificate: try object.digest("certificate"),
            authorities: try object.digests("authorities"),
            bundle: try object.record("bundle"),
            requestedBy: try object.optionalInteger("requestedBy", in: 0...JSONInteger.largest)
        )
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "number": .integer(number), "cause": .string(cause), "certificate": .digest(certificate),
            "authorities": .digests(authorities), "bundle": .object(bundle.json),
        ]
        object.appendPresent("requestedBy", requestedBy)
        return object
    }
}
