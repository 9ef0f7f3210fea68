package import Cryptography
package import StrictJSON

/// A bundle was to be activated and was refused.
package struct BundleRefusedRecord: Hashable, Sendable {
    /// The digest of its manifest, when it could be read that far.
    package let digest: SHA256Digest?
    /// The first problem found.
    package let problem: ExactString
    /// The user id of the process that asked for it.
    package let requestedBy: Int64

    /// A refusal of a bundle; a long problem is cut.
    package init(digest: SHA256Digest?, problem: ExactString, requestedBy: Int64) {
        self.digest = digest
        self.problem =
            problem.byteCount <= Self.longestProblem
            ? problem : ExactString(String(problem.value.prefix(Self.longestProblem / 8)))
        self.requestedBy = requestedBy
    }

    private static let longestProblem = 2_048
}

extension BundleRefusedRecord: EntryBody {
    package static let entryType = EntryType.bundleRefused

    package init(reading object: inout ClosedObject) throws(JSONError) {
        self.init(
            digest: try object.optionalDigest("digest"),
            problem: try object.string("problem"),
            requestedBy: try object.integer("requestedBy", in: 0...JSONInteger.largest)
        )
    }

    package var json: JSONObject {
        var object: JSONObject = ["problem": .string(problem), "requestedBy": .integer(requestedBy)]
        object.appendPresent("digest", digest)
        return object
    }
}
