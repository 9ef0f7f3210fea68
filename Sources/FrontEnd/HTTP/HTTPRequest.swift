package import TLS

/// One complete request of a verified client.
package struct HTTPRequest: Sendable {
    /// What the strict parser read; without the fields that claim an identity through the properties below.
    let head: RequestHead

    /// Who asks, and from where.
    let origin: Origin

    /// The body; empty when it is larger than the route allows.
    package let body: [UInt8]

    /// The route's limit in bytes when the body is larger, else nil.
    ///
    /// The connection ends after the answer.
    package let exceededBodyLimit: Int?

    /// The client's end of a connection.
    final class Origin: Sendable {
        let client: VerifiedClient
        let peer: String

        init(client: VerifiedClient, peer: String) {
            self.client = client
            self.peer = peer
        }
    }

    /// Who asks: the certificate that the handshake verified and that the current generation accepts.
    package var client: VerifiedClient { origin.client }

    /// Where the connection comes from, as `address:port`.
    package var peer: String { origin.peer }

    /// The method.
    package var method: String { head.method }

    /// The path of the target, not decoded.
    package var path: String { head.path }

    /// What follows `?` in the target; nil when there is none.
    package var query: String? { head.query }

    /// The fields, names in lower case, without those that claim an identity.
    package var fields: [HeaderField] { head.header.trusted }

    /// The value of the first field with a name in lower case.
    package func value(of name: String) -> String? { head.header.trustedValue(of: name) }

    /// The request facts: every field whose name begins with `abeyance-`, each present once.
    package var facts: [HeaderField] { fields.filter { $0.name.utf8.starts(with: "abeyance-".utf8) } }
}
