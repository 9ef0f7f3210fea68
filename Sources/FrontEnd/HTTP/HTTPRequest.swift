package import TLS

/// One complete request of a verified client.
package struct HTTPRequest: Sendable {
    /// Who asks: the certificate that the handshake verified and that the current generation accepts.
    package let client: VerifiedClient

    /// Where the connection comes from, as `address:port`.
    package let peer: String

    /// The method.
    package let method: String

    /// The path of the target, not decoded.
    package let path: String

    /// What follows `?` in the target; nil when there is none.
    package let query: String?

    /// The fields, names in lower case, without those that claim an identity.
    package let fields: [HeaderField]

    /// The body; empty when it is larger than the route allows.
    package let body: [UInt8]

    /// The route's limit in bytes when the body is larger, else nil.
    ///
    /// The connection ends after the answer.
    package let exceededBodyLimit: Int?

    /// The value of the first field with a name in lower case.
    package func value(of name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The request facts: every field whose name begins with `abeyance-`, each present once.
    package var facts: [HeaderField] { fields.filter { $0.name.utf8.starts(with: "abeyance-".utf8) } }
}
