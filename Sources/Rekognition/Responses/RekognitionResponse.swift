internal import StrictJSON

/// An answer in the protocol's form: status, header fields, body.
package struct RekognitionResponse: Sendable {
    /// The HTTP status.
    package let status: Int
    /// Header fields in order: the content's type, the request's id, and what the kind of answer adds.
    package let fields: [(name: String, value: String)]
    /// The body's bytes.
    package let body: [UInt8]
    /// How many faces, matches or names the body releases; 0 for an error.
    package let count: Int
    /// The best similarity that the body releases, in millionths of a percent, as it stands there.
    package let bestSimilarity: Int64?

    init(
        status: Int = 200,
        fields: [(name: String, value: String)] = [],
        body: JSONObject,
        requestID: ExactString,
        count: Int = 0,
        bestSimilarity: Int64? = nil
    ) {
        self.status = status
        self.fields =
            [("Content-Type", Self.contentType), ("x-amzn-RequestId", requestID.value)] + fields
        self.body = body.serialized()
        self.count = count
        self.bestSimilarity = bestSimilarity
    }

    /// The only content type of requests and answers.
    package static let contentType = "application/x-amz-json-1.1"
}
