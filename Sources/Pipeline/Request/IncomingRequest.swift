package import Cryptography
package import Decisions
package import StrictJSON

/// A request as the front end hands it over: from a registered organisation, for a known operation, within its limits.
package struct IncomingRequest: Sendable {
    /// The request's own number, a UUIDv7; it comes back as `x-amzn-RequestId`.
    package let id: ExactString
    /// The one reading of the clock that everything about this request uses.
    package let receivedAt: Timestamp
    /// Who asks, by certificate and the registry in force when the request came; a judge asks its own registry again.
    package let organisation: Organisation
    /// The digest of the client certificate's DER; warrants bind to it.
    package let certificateFingerprint: SHA256Digest
    /// The client certificate, so that another policy set can say whose it is; nil when only its name is known.
    package let certificate: Certificate?
    /// The digest of the key of the authority that issued the certificate, as the chain was verified.
    package let issuerKey: SHA256Digest?
    /// The client's address, as the socket has it.
    package let clientAddress: ExactString
    /// The operation, by its name in `X-Amz-Target`.
    package let operation: Operation
    /// What the client says of its own retries; recorded, never trusted.
    package let invocationID: ExactString?
    /// The header fields named `Abeyance-…`, in order, names in lowercase.
    package let fields: [(name: ExactString, value: ExactString)]
    /// The body; empty when it was larger than the operation allows.
    package let body: [UInt8]
    /// Whether the body was larger than the operation allows, and so was not taken.
    package let isOversize: Bool

    /// A request with everything that the steps before established.
    package init(
        id: ExactString,
        receivedAt: Timestamp,
        organisation: Organisation,
        certificateFingerprint: SHA256Digest,
        certificate: Certificate? = nil,
        issuerKey: SHA256Digest? = nil,
        clientAddress: ExactString,
        operation: Operation,
        invocationID: ExactString?,
        fields: [(name: ExactString, value: ExactString)],
        body: [UInt8],
        isOversize: Bool = false
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.organisation = organisation
        self.certificateFingerprint = certificateFingerprint
        self.certificate = certificate
        self.issuerKey = issuerKey
        self.clientAddress = clientAddress
        self.operation = operation
        self.invocationID = invocationID
        self.fields = fields
        self.body = body
        self.isOversize = isOversize
    }
}
