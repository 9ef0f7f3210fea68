package import Cryptography
package import Decisions
package import StrictJSON

/// What a request asks for, as check 18 compares it with what an order allows.
package struct WarrantScope: Hashable, Sendable {
    /// The operation.
    package var operation: Operation
    /// The collection searched; nil for operations without one.
    package var collection: ExactString?
    /// SHA-256 of each image searched with, over the exact bytes that are forwarded; never the log's keyed digests.
    package var probes: [SHA256Digest]
    /// SHA-256 of each image compared against.
    package var targets: [SHA256Digest]
    /// The purpose stated.
    package var purpose: Purpose?
    /// The source stated; absent counts as unknown.
    package var imageSource: ImageSource?
    /// Recordings, or faces as they pass.
    package var mode: Mode
    /// In ten-thousandths of a percent; nil is below every order's least similarity.
    package var similarityThreshold: Int64?
    /// The most results asked for; nil for operations that have no such number.
    package var maximumResults: Int64?

    package init(
        operation: Operation,
        collection: ExactString? = nil,
        probes: [SHA256Digest] = [],
        targets: [SHA256Digest] = [],
        purpose: Purpose? = nil,
        imageSource: ImageSource? = nil,
        mode: Mode = .retrospective,
        similarityThreshold: Int64? = nil,
        maximumResults: Int64? = nil
    ) {
        self.operation = operation
        self.collection = collection
        self.probes = probes
        self.targets = targets
        self.purpose = purpose
        self.imageSource = imageSource
        self.mode = mode
        self.similarityThreshold = similarityThreshold
        self.maximumResults = maximumResults
    }
}
