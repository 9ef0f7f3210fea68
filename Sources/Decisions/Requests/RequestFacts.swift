package import Cryptography
package import StrictJSON

/// Everything about one request that a decision may depend on, as it was received.
///
/// Nothing is filled in here: absent means that the caller sent none, and what absence counts as is the engine's to say.
package struct RequestFacts: Hashable, Sendable {
    /// The request's one clock reading.
    package var now: Timestamp
    /// The registered name of the organisation whose certificate was verified.
    package var organisation: ExactString
    /// The digest of that certificate's DER.
    package var certificate: SHA256Digest
    /// The operation.
    package var operation: Operation
    /// The collection named, for operations on one.
    package var collection: ExactString?
    /// The name of the organisation acted for.
    package var onBehalfOf: ExactString?
    /// The purpose stated.
    package var purpose: Purpose?
    /// The source of the probe as stated.
    package var imageSource: ImageSource?
    /// Retrospective, unless the operation searches as people pass.
    package var mode: Mode
    /// In ten-thousandths of a percent, the protocol's default filled in by the parser; nil for operations without one.
    package var similarityThreshold: Int64?
    /// The most results asked for, the protocol's default filled in by the parser.
    package var maximumResults: Int64?
    /// Keyed digests of the images searched with.
    package var probes: [SHA256Digest]
    /// Keyed digests of the images compared against.
    package var targets: [SHA256Digest]
    /// What the caller says about the case.
    package var claims: Claims
    /// The client's address, IPv4 or IPv6 in text.
    package var clientAddress: ExactString?
    /// Whether the same probe was refused to this organisation before and a fact has been changed.
    package var isRelabelled: Bool
    /// What was brought by way of a warrant.
    package var warrant: WarrantEvidence
    /// Why the request is refused before any policy is asked, if it is.
    package var fault: RequestFault?

    /// Facts of a request; whatever is not given is absent.
    ///
    /// A name to act for that is longer than any registered one is kept as `?`, which nobody is called, so that no
    /// entry grows by what a client sends.
    package init(
        now: Timestamp,
        organisation: ExactString,
        certificate: SHA256Digest,
        operation: Operation,
        collection: ExactString? = nil,
        onBehalfOf: ExactString? = nil,
        purpose: Purpose? = nil,
        imageSource: ImageSource? = nil,
        mode: Mode = .retrospective,
        similarityThreshold: Int64? = nil,
        maximumResults: Int64? = nil,
        probes: [SHA256Digest] = [],
        targets: [SHA256Digest] = [],
        claims: Claims = Claims(),
        clientAddress: ExactString? = nil,
        isRelabelled: Bool = false,
        warrant: WarrantEvidence = .absent,
        fault: RequestFault? = nil
    ) {
        self.now = now
        self.organisation = organisation
        self.certificate = certificate
        self.operation = operation
        self.collection = collection
        self.onBehalfOf = onBehalfOf.map { $0.byteCount <= 64 ? $0 : "?" }
        self.purpose = purpose
        self.imageSource = imageSource
        self.mode = mode
        self.similarityThreshold = similarityThreshold
        self.maximumResults = maximumResults
        self.probes = probes
        self.targets = targets
        self.claims = claims
        self.clientAddress = clientAddress
        self.isRelabelled = isRelabelled
        self.warrant = warrant
        self.fault = fault
    }
}
