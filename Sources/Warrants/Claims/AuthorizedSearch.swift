package import Cryptography
package import Decisions
package import StrictJSON

/// What an order allows: the `fr_search` object of `authorization_details` (RFC 9396).
package struct AuthorizedSearch: Hashable, Sendable {
    /// The operations, at least one.
    package var operations: [Operation]
    /// Exact names of collections; empty only when comparing is all that is allowed.
    package var collections: [ExactString]
    /// Digests of target images; empty unless comparing is allowed.
    package var targets: [SHA256Digest]
    /// The purpose.
    package var purpose: Purpose
    /// Where probes may come from, at least one.
    package var imageSources: [ImageSource]
    /// Recordings unless it says live.
    package var mode: Mode
    /// Who is searched for.
    package var subject: Subject
    /// In ten-thousandths of a percent, 0 to 1,000,000.
    package var minimumSimilarity: Int64
    /// How many searches in all, at least 1.
    package var maximumSearches: Int64
    /// How many results one search may return, at least 1.
    package var maximumResults: Int64

    package init(
        operations: [Operation],
        collections: [ExactString],
        targets: [SHA256Digest],
        purpose: Purpose,
        imageSources: [ImageSource],
        mode: Mode,
        subject: Subject,
        minimumSimilarity: Int64,
        maximumSearches: Int64,
        maximumResults: Int64
    ) {
        self.operations = operations
        self.collections = collections
        self.targets = targets
        self.purpose = purpose
        self.imageSources = imageSources
        self.mode = mode
        self.subject = subject
        self.minimumSimilarity = minimumSimilarity
        self.maximumSearches = maximumSearches
        self.maximumResults = maximumResults
    }

    /// Who is searched for: exact images, or somebody described in the order.
    package enum Subject: Hashable, Sendable {
        /// SHA-256 of each probe's bytes, at least one.
        case probes([SHA256Digest])
        /// SHA-256 of the description; of orders for continuing surveillance only.
        case description(SHA256Digest)
    }

    /// The operation whose targets are images and not a collection.
    static let comparison: ExactString = "CompareFaces"
    static let type: ExactString = "fr_search"
    static let searchRange: ClosedRange<Int64> = 1...1_000_000
    static let resultRange: ClosedRange<Int64> = 1...1_000_000
    static let similarityRange: ClosedRange<Int64> = 0...1_000_000
}
