/// The method, target and header fields of one request, as the strict parsers accept them.
package struct RequestHead: Hashable, Sendable {
    /// The method, case kept.
    package let method: String

    /// The path of the target, not decoded; `*` for `OPTIONS *`.
    package let path: String

    /// What follows `?` in the target; nil when there is none.
    package let query: String?

    /// The fields, those that claim an identity among them.
    let header: HeaderFields

    /// How the body is delimited.
    package let framing: BodyFraming

    /// Whether the client waits for `100 Continue`.
    package let expectsContinue: Bool

    /// Whether the client asked for the connection's end after this request, or speaks HTTP/1.0.
    package let wantsClose: Bool

    /// How the body is delimited.
    package enum BodyFraming: Hashable, Sendable {
        /// A number of bytes; zero when no field speaks of a body.
        case length(Int)
        /// By what carries it: chunks, or the end of an HTTP/2 stream.
        case chunked
    }

    /// The fields in the order in which they came, names in lower case.
    package var fields: [HeaderField] { header.all }

    /// The value of the first field with a name in lower case.
    package func value(of name: String) -> String? { header.value(of: name) }
}
