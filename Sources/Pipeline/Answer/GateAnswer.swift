/// What goes back to the client: status, header fields, body.
package struct GateAnswer: Sendable {
    /// The HTTP status.
    package let status: Int
    /// Header fields in order.
    package let fields: [(name: String, value: String)]
    /// The body's bytes.
    package let body: [UInt8]

    /// An answer.
    package init(status: Int, fields: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
